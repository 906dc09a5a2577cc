import type { ExportFormat, SegmentMember } from '#schemas/segment-report.ts';

/** A text that starts like a formula is none for a spreadsheet. */
const cell = (text: string): string => {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
};

const kindOf = (id: string): string => id.slice(0, id.indexOf(':'));
const idOf = (id: string): string => id.slice(id.indexOf(':') + 1);

const csvLine = ({ id, since }: SegmentMember): string => {
  const [customer, anonymous] = kindOf(id) === 'customer_id' ? [idOf(id), ''] : ['', idOf(id)];
  return `${cell(customer)},${cell(anonymous)},${since.toISOString()}\n`;
};

const jsonLine = ({ id, since }: SegmentMember): string =>
  `${JSON.stringify({ [kindOf(id)]: idOf(id), since: since.toISOString() })}\n`;

/** Members as a file, a line each: what an upload takes. */
export async function* exportLines(
  members: AsyncIterable<SegmentMember>,
  format: ExportFormat,
): AsyncGenerator<string> {
  if (format === 'csv') yield 'customer_id,anonymous_id,since\n';
  for await (const member of members) yield format === 'csv' ? csvLine(member) : jsonLine(member);
}
