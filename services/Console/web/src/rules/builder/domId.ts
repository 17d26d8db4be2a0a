/** The id of a box on the page. */
export const domId = (path: string) => `step-${path}`
