/** Codes of a connection that the other side had closed already; undici has one of its own for it. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/**
 * `fetch`, whose error for a closed connection carries the code `ECONNRESET` as Node's own http client's does.
 *
 * A Lambda that thaws finds its keep-alive connections dead. The stripe package repeats such a request once, under the
 * same idempotency key, but knows it by the code only, and fetch hides the code in `cause`.
 */
export const fetchNamingClosedConnections: typeof fetch = async (input, init) => {
  try {
    return await fetch(input, init);
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    throw CLOSED.has(cause?.code ?? '') ? Object.assign(error as Error, { code: 'ECONNRESET' }) : error;
  }
};
