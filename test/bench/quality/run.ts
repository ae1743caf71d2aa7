import { parseArguments, USAGE } from './arguments.ts';
import { runShoppers } from './leave_one_out.ts';
import { outputOf } from './output.ts';
import { runSessions } from './prefixes.ts';
import { runProfile } from './profile.ts';

/** `npm run bench:quality`: floors and our model on the test split of public data. Fails on no figure. */
const given = parseArguments(process.argv.slice(2));
if (given.help) console.log(USAGE);
else {
  const output = outputOf(given.json);
  const result =
    given.protocol === 'prefixes'
      ? await runSessions(given.given, output)
      : given.given.profile
        ? await runProfile(given.given, output)
        : await runShoppers(given.given, output);
  if (given.json) console.log(JSON.stringify(result));
}
