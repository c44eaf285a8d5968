/**
 * The registration commands of CI runners, as they stand on one line of a log.
 *
 * In: a line without its terminator. Out: the values it asks to hide, with
 * names. Formats: GitHub Actions `::add-mask::VALUE` (first on its line) and
 * the older `##[add-mask]VALUE`; Azure Pipelines `##vso[task.setsecret]VALUE`
 * and `##vso[task.setvariable variable=NAME;issecret=true]VALUE` (anywhere on
 * the line). Both escape line breaks and their own marks with `%`.
 */

export type CommandFamily = 'github' | 'azure'

export const COMMAND_FAMILIES: readonly CommandFamily[] = ['github', 'azure']

export interface Marker {
  /** bytes as they stand in a log, one char each; commands are known in any case */
  readonly text: string
  /** only white space may stand before it on its line */
  readonly first: boolean
  readonly read: (line: string) => CommandValue | undefined
}

export interface CommandValue {
  /** the secret's name, where the command gives one */
  readonly name?: string
  /** what numbers the secrets without a name: `add-mask 3` */
  readonly command: string
  /** the value as it was escaped: it stands like that on the line itself */
  readonly escaped: string
}

/** What may start a command. Each begins with a character that none holds further in. */
export const MARKERS: Readonly<Record<CommandFamily, readonly Marker[]>> = {
  github: [
    {
      text: '::add-mask',
      first: true,
      read: (line) => addMask(/^::add-mask(?: .*?)?::(.*)$/i.exec(line)),
    },
    {
      text: '##[add-mask',
      first: false,
      read: (line) => addMask(/^##\[add-mask(?: [^\]]*)?\](.*)$/i.exec(line)),
    },
  ],
  azure: [{ text: '##vso[', first: false, read: readAzure }],
}

function addMask(match: RegExpExecArray | null): CommandValue | undefined {
  return match?.[1] ? { command: 'add-mask', escaped: match[1] } : undefined
}

function readAzure(line: string): CommandValue | undefined {
  const match = /^##vso\[\s*task\.(setsecret|setvariable)(?:\s([^\]]*))?\](.*)$/i.exec(line)
  if (!match?.[3]) return undefined
  const [, event, list = '', escaped] = match
  if (event!.toLowerCase() === 'setsecret') return { command: 'setsecret', escaped }
  const properties = new Map(
    list.split(';').map((pair) => {
      const [name = '', ...value] = pair.split('=')
      return [name.trim().toLowerCase(), value.join('=').trim()]
    }),
  )
  if (properties.get('issecret')?.toLowerCase() !== 'true') return undefined
  const name = properties.get('variable')
  return { command: 'setvariable', escaped, ...(name && { name: unescapeProperty(name) }) }
}

/**
 * All that an escaped value can stand for: the runners differ in whether `;`
 * and `]` are escaped in values, and in what stands for `%`. The escaped text
 * itself is among them, because the line shows it.
 */
export function readingsOf(escaped: string): string[] {
  const lineBreaks = decode(escaped, /%(?:0D|0A|25)/g)
  const azure = decode(escaped, /%(?:0D|0A|AZP25)/g)
  const all = decode(escaped, /%(?:0D|0A|25|AZP25|3B|5D)/g)
  return [...new Set([lineBreaks, azure, all, escaped])]
}

const ESCAPES: Readonly<Record<string, string>> = {
  '%0D': '\r',
  '%0A': '\n',
  '%25': '%',
  '%AZP25': '%',
  '%3B': ';',
  '%5D': ']',
}

function unescapeProperty(text: string): string {
  return decode(text, /%(?:0D|0A|25|AZP25|3B|5D)/g)
}

function decode(text: string, escapes: RegExp): string {
  return text.replace(escapes, (token) => ESCAPES[token]!)
}
