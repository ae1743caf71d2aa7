/** A change of the code that no test noticed. Without line numbers, which move with every edit. */
export interface Survivor {
  readonly file: string;
  /** The code that was changed, and what it was changed to. */
  readonly code: string;
  readonly mutant: string;
  /** The first line of it as it stands in the file: the same code may occur twice. */
  readonly line: string;
}

export interface Accepted extends Survivor {
  /** Why no test can or need notice; none of these changes what leaves. */
  readonly reason: string;
}

/** As much of the mutation testing report schema as is read. */
interface Report {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: string;
        readonly mutants: readonly {
          readonly status: string;
          readonly replacement?: string;
          readonly location: { readonly start: Place; readonly end: Place };
        }[];
      }
    >
  >;
}

/** 1-based, the end not included. */
interface Place {
  readonly line: number;
  readonly column: number;
}

const UNNOTICED = new Set(['Survived', 'NoCoverage']);

/** What Stryker's report says. @throws Error for mutants that could not even be run */
export function survivorsOf({ files }: Report): {
  readonly mutants: number;
  readonly killed: number;
  readonly survivors: readonly Survivor[];
} {
  let mutants = 0;
  const survivors: Survivor[] = [];
  for (const [file, { source, mutants: ofFile }] of Object.entries(files)) {
    const lines = source.split('\n');
    for (const { status, replacement = '', location } of ofFile) {
      if (status === 'Ignored') continue;
      mutants++;
      if (!UNNOTICED.has(status)) continue;
      survivors.push({
        file,
        code: between(lines, location.start, location.end),
        mutant: collapse(replacement),
        line: collapse(lines[location.start.line - 1]!),
      });
    }
  }
  return { mutants, killed: mutants - survivors.length, survivors };
}

/** Which survivors nobody has given a reason for, and which reasons have no survivor any more. */
export function compare(
  survivors: readonly Survivor[],
  accepted: readonly Accepted[],
): { readonly unlisted: readonly Survivor[]; readonly stale: readonly Accepted[] } {
  const keys = (list: readonly Survivor[]) => new Set(list.map(keyOf));
  const [found, listed] = [keys(survivors), keys(accepted)];
  return {
    unlisted: survivors.filter((survivor) => !listed.has(keyOf(survivor))),
    stale: accepted.filter((row) => !found.has(keyOf(row))),
  };
}

const keyOf = ({ file, code, mutant, line }: Survivor): string => JSON.stringify([file, code, mutant, line]);

const collapse = (text: string): string => text.replace(/\s+/g, ' ').trim();

function between(lines: readonly string[], start: Place, end: Place): string {
  const text = lines.slice(start.line - 1, end.line);
  text[text.length - 1] = text.at(-1)!.slice(0, end.column - 1);
  text[0] = text[0]!.slice(start.column - 1);
  return collapse(text.join('\n'));
}
