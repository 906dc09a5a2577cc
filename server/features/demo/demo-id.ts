/** Ids of the demo shop say so at first sight; what is removed is told by its `demo` mark. */
export const demoId = (name: string | number): string => `demo-${name}`;
