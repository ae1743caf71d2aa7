import type { AuditReport } from '../audit/run_audits.ts';
import { auditTable, countsOf, headlineOf, sectionsOf, type Table } from './sections.ts';

export interface RunFacts {
  /** The command that made the report. */
  readonly command: string;
  readonly seconds: number;
}

/** The report as Markdown. Every audit is listed only if one failed: the page has them all. */
export function toMarkdown(report: AuditReport, { command, seconds }: RunFacts): string {
  const { figure, means, verdict } = headlineOf(report);
  const failed = report.audits.filter(({ pass }) => !pass);
  const parts = [
    '# Privacy audit',
    `**${figure}** ${means} ${verdict}`,
    `Made by \`${command}\` in ${Math.round(seconds)} s: ${countsOf(report)}`,
    ...(failed.length > 0 ? ['## Failed', tableText(auditTable(failed))] : []),
    ...sectionsOf(report).flatMap(({ title, text, table }) => [`## ${title}`, ...text, tableText(table)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

const tableText = ({ head, rows }: Table): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
