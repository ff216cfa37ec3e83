import { Logger } from '@aws-lambda-powertools/logger';

export type LogFields = Readonly<Record<string, unknown>>;

/** A structured log. An Error goes under the key `error`. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const SECRET_KEYS = new Set(['token', 'payment', 'apikey', 'secretstring', 'authorization']);

/** Withholds what might be a card token or a key, however deep an error of some library carries it. For JSON.stringify. */
export const withholdSecrets = (key: string, value: unknown): unknown =>
  SECRET_KEYS.has(key.toLowerCase()) ? '(withheld)' : value;

/**
 * What steers a terminal, or turns the text around it, and JSON.stringify leaves as it is: DEL and C1 controls, line separators,
 * controls of writing direction (Unicode's Bidi_Control).
 */
const UNPRINTABLE = /[\u007f-\u009f\p{Zl}\p{Zp}\p{Bidi_C}]/gu;

/** For JSON.stringify: whoever reads the log in a terminal sees such a character spelled out. */
const loggable = (key: string, value: unknown): unknown => {
  const shown = withholdSecrets(key, value);
  if (typeof shown !== 'string') return shown;
  return shown.replaceAll(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
};

/** Powertools' Logger; level and service name come from POWERTOOLS_LOG_LEVEL and POWERTOOLS_SERVICE_NAME. */
export const powertoolsLog = (): Log => {
  const logger = new Logger({ jsonReplacerFn: loggable });
  return {
    debug: (message, fields = {}) => logger.debug(message, fields),
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, fields = {}) => logger.error(message, fields),
  };
};
