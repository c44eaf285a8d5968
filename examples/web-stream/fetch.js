/**
 * Fetches a log and prints it masked, with Web streams only: apart from the
 * last two lines this runs in a browser, a worker, or any fetch handler.
 *
 *   DB_PASSWORD=… node examples/web-stream/fetch.js http://127.0.0.1:8080/build.log
 */
import { createMaskTransformStream, SecretRegistry } from 'logveil/web'

/**
 * The same response with a masked body, as a proxy or a service worker would
 * pass it on.
 *
 * @param {Response} response
 * @param {SecretRegistry} secrets
 */
export function maskResponse(response, secrets) {
  const headers = new Headers(response.headers)
  // The body's length and encoding are no longer those of the origin.
  for (const name of ['content-length', 'content-encoding', 'etag']) headers.delete(name)
  const body = response.body?.pipeThrough(createMaskTransformStream(secrets)) ?? null
  return new Response(body, { status: response.status, headers })
}

const [url] = process.argv.slice(2)
if (url !== undefined) {
  const secrets = new SecretRegistry()
  secrets.add('DB_PASSWORD', process.env.DB_PASSWORD ?? '')
  const response = maskResponse(await fetch(url), secrets)
  for await (const chunk of response.body ?? []) process.stdout.write(chunk)
}
