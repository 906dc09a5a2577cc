/** How a field is named: on the page, or for assistive technology alone where its place says enough. */
export type Naming = { label: string; compact?: boolean | undefined };

/** The props that name a text field. */
export const namingOf = ({ label, compact }: Naming) =>
  compact ? { htmlInput: { 'aria-label': label } } : {};
