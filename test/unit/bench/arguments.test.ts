import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../bench/quality/arguments.ts';

describe('parseArguments', () => {
  test('takes --train as leave to train where shoppers are judged', () => {
    expect(parseArguments(['--data', 'd', '--seeds', '3', '--train', '--json'])).toMatchObject({
      protocol: 'leave-one-out',
      json: true,
      given: { data: 'd', seeds: 3, train: true, ablate: false },
    });
  });

  test('takes --train as a file where sessions are judged', () => {
    const args = ['--protocol', 'prefixes', '--train', 'a', '--test', 'b', '--json'];

    expect(parseArguments(args)).toEqual({
      protocol: 'prefixes',
      json: true,
      help: false,
      given: { train: 'a', test: 'b' },
    });
  });

  test.each([
    [['--seeds', '0'], '--seeds is 0'],
    [['--protocol', 'random'], '--protocol is random'],
    [['--protocol', 'prefixes', '--seeds', '3'], 'seeds'],
    [['--speed'], 'speed'],
  ])('refuses %j', (args, message) => {
    expect(() => parseArguments(args)).toThrow(message);
  });
});
