/** What scrolls sideways has to be reached by the keyboard. */
export const focusable = { viewportProps: { tabIndex: 0 } }
