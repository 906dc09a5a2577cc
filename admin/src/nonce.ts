/** The nonce that the server wrote into this page: every style element made at run time must carry it. */
export const cspNonce = (): string =>
  document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';
