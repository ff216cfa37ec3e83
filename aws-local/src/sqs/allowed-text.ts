/** XML 1.0's characters, which SQS kept from its query protocol for bodies and text attributes (API SendMessage). */
export const ALLOWED_TEXT = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;
