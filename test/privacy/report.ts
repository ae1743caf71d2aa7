import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Presets, SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { ROOT } from '../../scripts/bundle.ts';
import { LONG, runAudits, SHORT, type Show } from './audit/run_audits.ts';
import { toMarkdown } from './report/markdown.ts';
import { toPage } from './report/page.ts';

/**
 * `npm run audit:privacy`: every audit in its long form, a report as Markdown and as a page with plots. Exit code 1
 * when an audit fails. With --json one object on stdout and nothing else.
 */
const { short, json, out } = new Command('npm run audit:privacy --')
  .description('Attacks releases the long way (minutes, one core) and writes report.md and report.html.')
  .option('--short', 'the sizes of the test suite: about a minute', false)
  .option('--json', 'print {"audits":[{"name","value","limit","pass"}]} and nothing else', false)
  .option('--out <folder>', 'where the report goes', join(ROOT, '.cache', 'audit'))
  .parse()
  .opts<{ short: boolean; json: boolean; out: string }>();

const startedAt = performance.now();
const report = await runAudits(short ? SHORT : LONG, showParts(process.stderr));
const facts = {
  command: `npm run audit:privacy${short ? ' -- --short' : ''}`,
  seconds: (performance.now() - startedAt) / 1000,
};
await mkdir(out, { recursive: true });
await writeFile(join(out, 'report.md'), toMarkdown(report, facts));
await writeFile(join(out, 'report.html'), toPage(report, facts));

if (json) {
  const audits = report.audits.map(({ name, value, limit, pass }) => ({ name, value, limit, pass }));
  console.log(JSON.stringify({ audits }));
} else {
  console.log(toMarkdown(report, facts));
  console.log(`Written: report.md and report.html in ${relative(process.cwd(), out) || '.'}`);
}
if (report.audits.some(({ pass }) => !pass)) process.exitCode = 1;

/** A bar a part on a terminal, a line a part elsewhere. */
function showParts(stream: NodeJS.WriteStream): Show {
  return (part) => {
    let bar: SingleBar | undefined;
    return (done, total) => {
      if (!stream.isTTY) {
        if (done === total) stream.write(`${part}: ${total} of ${total}\n`);
        return;
      }
      if (!bar) {
        bar = new SingleBar({ format: FORMAT, stream, hideCursor: true, fps: 5 }, Presets.shades_classic);
        bar.start(total, done, { part });
      } else bar.update(done);
      if (done === total) bar.stop();
    };
  };
}

const FORMAT = '{part} [{bar}] {value}/{total} · {eta_formatted} left';
