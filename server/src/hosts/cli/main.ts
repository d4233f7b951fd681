import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { localDay, parseDay } from '../../model/dates.ts';
import { version } from '../../version.ts';
import { check } from './check.ts';
import { listRules } from './rules.ts';

/** Exit codes of the command line. */
export const EXIT = { ok: 0, findings: 1, wrong: 2 } as const;

/** A mistake of the user's: told in one line on stderr, exit code 2. */
export class UsageError extends Error {}

const day = (text: string): string => {
  const parsed = parseDay(text);
  if (!parsed) throw new InvalidArgumentError('Expected a day as YYYY-MM-DD.');
  return parsed;
};

/** The day as of which to judge: the option, else ISMS_AS_OF, else today on this machine. */
export function asOfDay(option: string | undefined): string {
  if (option !== undefined) return option;
  const variable = process.env.ISMS_AS_OF;
  if (!variable) return localDay(new Date());
  const parsed = parseDay(variable);
  if (!parsed) throw new UsageError(`ISMS_AS_OF is “${variable}”: expected a day as YYYY-MM-DD.`);
  return parsed;
}

function program(): Command {
  const root = new Command('isms')
    .description('Checks an information security management system that is written as files.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
    .showHelpAfterError('(isms --help tells more)');
  const asOf = () => new Option('--as-of <day>', 'judge as of this day (YYYY-MM-DD)').argParser(day);

  root
    .command('check')
    .description('Check all ISMS documents under the paths.')
    .argument('[paths...]', 'folders or files', ['.'])
    .addOption(asOf())
    .addOption(new Option('--format <format>', 'how to print findings').choices(['pretty', 'json', 'sarif', 'github', 'junit']))
    .addOption(new Option('--fail-on <severity>', 'exit with 1 from this severity on').choices(['error', 'warning', 'information', 'never']).default('error'))
    .option('--out <file>', 'write to a file')
    .action(async (paths: string[], options) => {
      process.exitCode = await check(paths, options);
    });
  root
    .command('rules')
    .description('List the rules.')
    .addOption(new Option('--format <format>', 'how to print them').choices(['pretty', 'json']).default('pretty'))
    .option('--out <file>', 'write to a file')
    .action((options) => {
      process.exitCode = listRules(options);
    });
  root
    .command('lsp')
    .description('Run the language server.')
    .option('--stdio', 'speak over standard input and output')
    .allowExcessArguments()
    .allowUnknownOption()
    .action(async () => {
      await import('../node.ts');
    });
  return root;
}

export async function main(argv: readonly string[]): Promise<void> {
  try {
    await program().parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.wrong;
    else {
      process.stderr.write(`isms: ${error instanceof UsageError ? error.message : `this went wrong and should not have: ${error instanceof Error ? error.message : error}`}\n`);
      process.exitCode = EXIT.wrong;
    }
  }
}
