/**
 * XML, HTML and the template engines that escape for them.
 *
 * In: a value. Out: its text with entities. Writers agree on `&amp; &lt;
 * &gt;` and differ in how they write quotes and other characters; each row of
 * QUOTES and of POINTS is one such choice.
 */
import type { Grammar, Rules, Writer } from './escape.js'
import { escapeWith, grammar, hex, unitWriter } from './escape.js'
import type { About } from './row.js'
import { DENSE, grammarRow, row, SPARSE, writtenBy } from './row.js'
import type { Variant } from './types.js'
import { binaryValue } from './value.js'

const BASE = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

const QUOTES: readonly Readonly<Record<string, string>>[] = [
  {}, // element text
  { '"': '&quot;' },
  { '"': '&quot;', "'": '&apos;' }, // XML
  { '"': '&quot;', "'": '&#39;' }, // jq @html, JavaScript, Rails
  { '"': '&quot;', "'": '&#x27;' }, // Python html.escape, React
  { '"': '&quot;', "'": '&#039;' }, // PHP htmlspecialchars
  { '"': '&#34;', "'": '&#39;' }, // Go html/template, Jinja
  { '"': '&#x22;', "'": '&#x27;' },
  { '"': '&quot;', "'": '&#39;', '/': '&#47;' },
  { '"': '&quot;', "'": '&#x27;', '/': '&#x2F;' }, // OWASP
  { '"': '&quot;', "'": '&#39;', '/': '&#x2F;', '`': '&#x60;', '=': '&#x3D;' }, // Mustache
  { '"': '&quot;', "'": '&#x27;', '`': '&#x60;', '=': '&#x3D;' }, // Handlebars
  { '"': '&quot;', '\n': '&#10;', '\t': '&#9;', '\r': '&#13;' }, // XML attributes
  { '"': '&quot;', '\n': '&#xA;', '\t': '&#x9;', '\r': '&#xD;' }, // canonical XML
  { '"': '&quot;', '\n': '&#xa;', '\t': '&#x9;', '\r': '&#xd;' },
  { '"': '&quot;', '\n': '&#10;', '\t': '&#09;', '\r': '&#13;' }, // Python ElementTree
  { '\r': '&#13;' },
  { '\r': '&#xD;' },
  { '"': '&quot;', "'": '&#x27;', '/': '&#x2F;', '\\': '&#x5C;', '`': '&#96;' }, // validator.js
]

const decimal = (code: number) => `&#${code};`
const upper = (code: number) => `&#x${hex(code, 1, true)};`
const lower = (code: number) => `&#x${hex(code, 1)};`

/** HTML 4 names of U+00A0 to U+00FF (HTML 4.01 section 24.2.1), in order. */
const LATIN = (
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn ' +
  'sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave ' +
  'Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ' +
  'ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN ' +
  'szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute ' +
  'icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml ' +
  'yacute thorn yuml'
).split(' ')
const NAMES: Readonly<Record<number, string>> = {
  ...Object.fromEntries(LATIN.map((name, i) => [0xa0 + i, name])),
  8364: 'euro',
  8211: 'ndash',
  8212: 'mdash',
  8216: 'lsquo',
  8217: 'rsquo',
  8220: 'ldquo',
  8221: 'rdquo',
  8226: 'bull',
  8230: 'hellip',
}
const named = (rest: (code: number) => string | undefined) => (code: number) =>
  NAMES[code] === undefined ? rest(code) : `&${NAMES[code]};`

/** Writers that keep the basic plane and write what is above as two UTF-16 units. */
const surrogates = (write: (unit: number) => string): Writer => {
  const units = unitWriter(write)
  return (code) => (code < 0x10000 ? undefined : units(code, -1))
}

const POINTS: readonly Writer[] = [
  decimal, // Python xmlcharrefreplace, libxml2 to ASCII
  upper,
  lower,
  (code) => `&#x${hex(code, 4, true)};`, // uni2ascii
  surrogates(upper),
  surrogates(lower), // java.util.Properties.storeToXML
  surrogates(decimal),
  named(() => undefined), // PHP htmlentities
  named(decimal),
]

function entities(rules: Rules, points: readonly Writer[]): readonly Grammar[] {
  return points.map((point) => grammar({ ...rules, point }))
}

/** What markup needs, by numbers alone: he, mocha's xunit, some JUnit writers. */
const numeric = [decimal, upper, lower].flatMap((write) => [
  grammar({ set: '<>&"\'`', write }),
  grammar({ set: '<>&"\'`', write, point: write }),
])

const escaped = [...QUOTES.map((quotes) => grammar({ chars: { ...BASE, ...quotes } })), ...numeric]
/** the ones that are applied to what another one wrote */
const common = escaped.slice(0, 6)
const ascii = [
  ...entities({}, POINTS),
  ...QUOTES.slice(0, 7).flatMap((quotes) => entities({ chars: { ...BASE, ...quotes } }, POINTS)),
]
const all: readonly Grammar[] = [decimal, upper].map((write) => ({
  ascii: Array.from({ length: 128 }, () => write),
  point: write,
}))
const amp = grammar({ chars: { '&': '&amp;' } })

const about = (id: string, models: string, example: string, upTo = DENSE): About => ({
  id,
  family: 'markup',
  models,
  sample: 'T<&é"',
  example,
  upTo,
})

export const markupVariants: readonly Variant[] = [
  grammarRow(about('xml', 'XML and HTML escapers of all languages', 'T&lt;&amp;é&quot;'), escaped),
  grammarRow(
    about('xml-ascii', 'xmlcharrefreplace, htmlentities', 'T&lt;&amp;&#233;"', SPARSE),
    ascii,
  ),
  row(about('xml-twice', 'markup inside markup', 'T&amp;lt;&amp;amp;é&amp;quot;'), (value) =>
    writtenBy(common, value).map((once) => ({
      binary: escapeWith(amp, binaryValue(once).bytes, once),
    })),
  ),
  grammarRow(
    about('xml-all', 'every character as an entity', '&#84;&#60;&#38;&#233;&#34;', SPARSE),
    all,
    { perByte: 5, unit: ';' },
  ),
]
