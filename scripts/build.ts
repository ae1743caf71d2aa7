import { parseArgs } from 'node:util';
import { bundleAll } from './bundle.ts';

const { values } = parseArgs({ options: { 'allow-missing': { type: 'boolean', default: false } } });

const startedAt = performance.now();
try {
  await bundleAll({ allowMissing: values['allow-missing'], log: (line) => console.log(`  ${line}`) });
  console.log(`build: ready in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
} catch (error) {
  console.error(`build: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
