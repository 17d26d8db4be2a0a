// The page's own policy lets style elements in that carry the nonce of this answer, and no others. The component library
// and what locks scrolling under a dialog write such elements.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? ''

// Read by get-nonce (of react-remove-scroll), which asks for webpack's name of it.
;(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = nonce

export const styleNonce = () => nonce
