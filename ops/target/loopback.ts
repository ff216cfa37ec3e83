const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether a URL names this machine; what is no URL does not. */
export const isLoopback = (url: string | undefined): boolean =>
  url !== undefined && URL.canParse(url) && LOOPBACK.includes(new URL(url).hostname);
