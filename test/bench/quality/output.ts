import type { Row } from './scored.ts';

/** Where a person reads along; silent with --json. */
export interface Output {
  say(line: string): void;
  table(rows: Readonly<Record<string, Row>>, columns: readonly (keyof Row)[]): void;
}

export const outputOf = (isSilent: boolean): Output => ({
  say: (line) => void (isSilent || console.log(line)),
  table: (rows, columns) => void (isSilent || console.table(rows, [...columns])),
});
