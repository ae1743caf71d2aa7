import { spawn } from 'node:child_process';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const startedAt = performance.now();
const seconds = (/** @type {number} */ since) => ((performance.now() - since) / 1000).toFixed(1);

/** A step that failed: what happened, what to do about it, and the end of what the tool printed. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {string} advice
   * @param {string} [output]
   */
  constructor(message, advice, output = '') {
    super(message);
    this.name = 'SetupError';
    this.advice = advice;
    this.output = output;
  }
}

/**
 * Runs one step under a line that shows its time: a spinner on a terminal, two plain lines in a log.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const since = performance.now();
  const isTerminal = process.stdout.isTTY === true;
  let frame = 0;
  const draw = () => {
    const elapsed = Math.floor((performance.now() - since) / 1000);
    process.stdout.write(`\r\x1b[2K${FRAMES[frame++ % FRAMES.length]} ${title} … ${elapsed} s`);
  };
  if (!isTerminal) console.log(`setup: ${title} …`);
  const timer = isTerminal ? setInterval(draw, 100) : undefined;
  try {
    const result = await work();
    if (isTerminal) process.stdout.write(`\r\x1b[2K✓ ${title}, ${seconds(since)} s\n`);
    else console.log(`setup: ${title}: done in ${seconds(since)} s`);
    return result;
  } catch (error) {
    if (isTerminal) process.stdout.write(`\r\x1b[2K✗ ${title}, ${seconds(since)} s\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

export function finish() {
  console.log(`setup: ready in ${seconds(startedAt)} s`);
}

/** @param {unknown} error */
export function fail(error) {
  if (!(error instanceof SetupError)) throw error;
  const tail = error.output.trim().split('\n').slice(-15).join('\n');
  if (tail) console.error(`${tail}\n`);
  console.error(`setup: ${error.message}\n  ${error.advice}`);
  process.exitCode = 1;
}

/**
 * Runs a command to its end, keeping what it printed. Never throws: a missing command is code 127.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, shell?: boolean, env?: NodeJS.ProcessEnv, limitMs?: number, silenceMs?: number }} [options]
 *   `limitMs` ends a command that takes longer, `silenceMs` one that prints nothing for so long.
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { limitMs, silenceMs, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const giveUp = (/** @type {string} */ why) => {
      output += `\n${command} ${args[0] ?? ''}: ${why}`;
      child.kill();
    };
    const limit = limitMs && setTimeout(() => giveUp(`took longer than ${limitMs / 1000} s`), limitMs);
    const watch = () => silenceMs && setTimeout(() => giveUp(`silent for ${silenceMs / 1000} s`), silenceMs);
    let silence = watch();
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-50_000);
      clearTimeout(silence || undefined);
      silence = watch();
    };
    const end = (/** @type {number} */ code) => {
      clearTimeout(limit || undefined);
      clearTimeout(silence || undefined);
      resolve({ code, output });
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => {
      output += `\n${error.message}`;
      end(127);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}
