/**
 * What stands for an e-mail address or a telephone number wherever one was sent: a keyed hash, with capital and small
 * letters, so that no text it stands in can be put in small ones as a whole.
 */
export const contactHashes = /hmac:[\w-]{32}/g;
