import { Argument, Command, CommanderError, Option } from 'commander';
import { policyColumns, reportFormats, reportKinds } from '../../reports/list.ts';
import { visible } from '../../text/visible.ts';
import { version } from '../../version.ts';
import { check } from './check.ts';
import { CHECK_FORMATS, outputOptions } from './formats.ts';
import { writeOut } from './output.ts';
import { startedFrom } from './pages.ts';
import { rulePatterns } from './ruleNames.ts';
import { listRules } from './rules.ts';
import { asOfDay, count, day, EXIT, ratings, UsageError } from './usage.ts';

const EXAMPLES = {
  isms: `
Examples:
  isms check                              check the ISMS in this folder
  isms report review --out review.html    the supplier review report, with pictures
  isms init my-isms                       start an ISMS
  isms import vendors.csv                 turn a spreadsheet into a supplier register
  isms adopt policies/                    make an ISMS of a folder of Markdown

Exit codes: 0 all is well; 1 there are findings (check); 2 wrong usage, or something cannot be read or written.
The day that is judged as of can also be given in the variable ISMS_AS_OF. NO_COLOR switches colours off.`,
  check: `
Examples:
  isms check                                          everything under this folder
  isms check compliance/ --fail-on warning            exit with 1 from warnings on
  isms check --as-of 2026-12-31                       what will be wrong at the end of the year?
  isms check --since origin/main                      only what this branch brings
  isms check --baseline isms-baseline.json            only what is not in the baseline yet
  isms check --rule supplier,model --ignore 'supplier/dpa-*'
  isms check --format pretty --format sarif --out isms.sarif --format junit --out isms.xml
  isms check --next 3                                 the three suppliers or policies to settle next
  isms check --fix                                    dates, keys and references in the form that counts

Without --format, findings are printed for people, and in GitHub Actions as annotations as well.
What .gitignore leaves out is left out. Formats: sarif for code scanning, gitlab for Code Quality, junit for test reports.`,
  report: `
Kinds:
  review          the suppliers against the policy: verdicts, evidence, findings, what is due
  subprocessors   the public list; with --since, what to tell customers
  soa             the Statement of Applicability with all controls of Annex A
  risks           the risks before and after treatment, with the treatment plan
  coverage        controls and clauses against policies
  calendar        what falls due: reviews, evidence, agreements, waivers, acceptances, actions
  all             each of them, but for the calendar, in each format, into the folder that --out names

Examples:
  isms report review --out review.html                prints well to PDF
  isms report review --since 2026-01-01               with what changed this year
  isms report review --supplier aws                   one supplier
  isms report review --summary --out summary.html     two pages, for a large register
  isms report subprocessors --since v2.3 --format md  with what changed since a release
  isms report soa --format csv --out soa.csv          for a spreadsheet
  isms report policies --columns title,summary,relevance
  isms report calendar --out isms.ics                 for a calendar to subscribe to
  isms report all --out reports/                      everything`,
  diff: `
Examples:
  isms diff main...HEAD --out change.md    what this branch brings, for the pull request
  isms diff v2.3..v2.4                     between two releases
  isms diff HEAD                           what is not committed yet

Both states are judged as of the same day.`,
  init: `
Examples:
  isms init                   in this folder
  isms init my-isms --dry-run show what would be written`,
  adopt: `
Examples:
  isms adopt policies/                      what the texts say of themselves, and what they leave open
  isms adopt policies/ --set status=draft   the same, with a status for those that state none
  isms adopt policies/ --write              puts it into the files`,
  import: `
Examples:
  isms import vendors.csv --dry-run            what is understood, and what comes of it
  isms import vendors.csv                      writes suppliers.yaml into the ISMS (or this folder)
  isms import vendors.xlsx --out suppliers/imported.yaml
  isms import vendors.xlsx --map "Location=hosting" --set status=active
  isms import vendors.xlsx --update --dry-run  what the register lacks, and where it differs`,
};

/** @param here the bundle of the command line */
/** An option that may be given several times. */
const collect = (value: string, before: readonly string[]): string[] => [...before, value];

function program(here: URL): Command {
  startedFrom(here);
  // The language server is a bundle of its own, as editors start it.
  const server = new URL('./server/node.cjs', here);
  const root = new Command('isms')
    .description('Checks an information security management system that is written as files, and reports on it.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut,
      writeErr: (text) => process.stderr.write(text),
      outputError: (text, print) =>
        print(
          `${visible(
            text
              .trim()
              .replace(/^error: /, 'isms: ')
              .replace(/\n(?=\(Did you mean )/, ' '),
          )}\n`,
        ),
    })
    .addHelpText('after', EXAMPLES.isms);
  const asOf = () => new Option('--as-of <day>', 'judge as of this day (YYYY-MM-DD; default: today)').argParser(day);
  const outputs = outputOptions(CHECK_FORMATS, 'how to print findings; may come several times');
  const rulesOption = (name: string, about: string) =>
    new Option(`${name} <rules>`, about).argParser<readonly string[]>(rulePatterns);
  const force = () => new Option('--force', 'overwrite a file that isms did not write; never one of the ISMS');

  root
    .command('check')
    .description('Check all ISMS documents under the paths.')
    .argument('[paths...]', 'folders, files or patterns such as policies/**/*.md (default: this folder)')
    .addOption(asOf())
    .addOption(outputs.format)
    .addOption(outputs.out)
    .addOption(force())
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 from this severity on')
        .choices(['error', 'warning', 'information', 'never'])
        .default('error'),
    )
    .addOption(new Option('--max-warnings <number>', 'exit with 1 if there are more warnings').argParser(count))
    .option('--quiet', 'show only what makes the check fail')
    .addOption(
      new Option('--next [number]', 'show what to settle next, by supplier or policy, in the order of harm').argParser(
        count,
      ),
    )
    .addOption(rulesOption('--rule', 'check only these rules: ids, families or patterns, separated by commas'))
    .addOption(rulesOption('--ignore', 'leave these rules out'))
    .option('--since <state>', 'count only what a git revision, or the state before a day (YYYY-MM-DD), does not have')
    .option('--baseline <file>', 'count only what this file does not list')
    .option('--write-baseline', 'write the findings of now into the file of --baseline')
    .option('--fix', 'first correct the form of the files where that cannot change what they say')
    .option('--stdin', 'check a text from standard input in place of a file')
    .option('--stdin-filename <file>', 'the name that the text has in the ISMS')
    .option('--watch', 'check again whenever a file changes')
    .addHelpText('after', EXAMPLES.check)
    .action(async (paths: string[], options) => {
      const run = () => check(paths, options, outputs.pairs());
      process.exitCode = await (options.watch
        ? (await import('./watch.ts')).watch(paths, options, outputs.pairs(), run)
        : run());
    });
  root
    .command('report')
    .description('Write a report on an ISMS.')
    .addArgument(new Argument('<kind>', 'which report').choices([...reportKinds, 'calendar', 'all']))
    .argument('[path]', 'a folder or file of the ISMS', '.')
    .addOption(asOf())
    .addOption(
      new Option(
        '--format <format>',
        'what to write (default: as the name of the file says, else md; ics and json for calendar)',
      ).choices([...reportFormats, 'ics']),
    )
    .option('--since <state>', 'report what changed since a git revision or a day (YYYY-MM-DD)')
    .option('--supplier <id>', 'review: only this supplier')
    .addOption(
      new Option('--criticality <ratings>', 'review: only suppliers rated so, separated by commas').argParser(ratings),
    )
    .option('--summary', 'review: two pages, for large registers (md, html)')
    .option('--columns <names>', `the columns of the policy register: ${Object.keys(policyColumns).join(',')}`)
    .option('--incomplete', 'write the report even if it has to leave out entries that cannot be judged')
    .option('--out <file>', 'write to a file')
    .addOption(force())
    .addHelpText('after', EXAMPLES.report)
    .action(async (kind, path, options) => {
      const { report } = await import('./report.ts');
      process.exitCode = await report(kind, path, options);
    });
  root
    .command('diff')
    .description(
      'Say what a change does to the ISMS: suppliers, places, agreements, reviews, waivers, policies, findings.',
    )
    .argument('<range>', 'two git revisions: BASE..HEAD, BASE...HEAD from where they parted, or BASE against the files')
    .argument('[path]', 'the folder of the ISMS', '.')
    .addOption(asOf())
    .addOption(new Option('--format <format>', 'md (default) or json').choices(['md', 'json']))
    .option('--out <file>', 'write to a file')
    .addOption(force())
    .addHelpText('after', EXAMPLES.diff)
    .action(async (range, path, options) => {
      const { diff } = await import('./diff.ts');
      process.exitCode = await diff(range, path, options);
    });
  root
    .command('rules')
    .description('List the rules.')
    .addOption(new Option('--format <format>', 'how to print them (default: pretty)').choices(['pretty', 'json']))
    .option('--out <file>', 'write to a file')
    .addOption(force())
    .action((options) => {
      process.exitCode = listRules(options);
    });
  root
    .command('explain')
    .description("Print a rule's page: what it finds, why, and how to settle it.")
    .argument('<rule>', 'its id, such as supplier/dpa-missing')
    .action(async (rule) => {
      const { explain } = await import('./explain.ts');
      process.exitCode = explain(rule);
    });
  root
    .command('init')
    .description('Start an ISMS: a few small files that pass the check.')
    .argument('[folder]', 'where to', '.')
    .addOption(new Option('--as-of <day>', 'the day that the files are of (YYYY-MM-DD; default: today)').argParser(day))
    .option('--dry-run', 'only show what would be written')
    .addHelpText('after', EXAMPLES.init)
    .action(async (folder, options) => {
      const { init } = await import('./init.ts');
      process.exitCode = init(folder, { ...options, asOf: asOfDay(options.asOf) });
    });
  root
    .command('import')
    .description('Turn a spreadsheet (CSV or XLSX) into a supplier register.')
    .argument('<file>', 'the spreadsheet; - reads CSV from standard input')
    .option('--out <file>', 'where to write (default: suppliers.yaml in the ISMS around this folder, else here)')
    .option('--force', 'overwrite the file')
    .option('--dry-run', 'print the register instead of writing it')
    .addOption(
      new Option('--dates <order>', 'how to read dates such as 03/04/2026').choices(['day-first', 'month-first']),
    )
    .option('--map <heading=key>', 'what a heading is for: a key such as hosting or dpa.signed, or ignore', collect, [])
    .option('--set <key=value>', 'what each supplier has where the sheet says nothing', collect, [])
    .option('--update', 'add what the register lacks, change nothing in it, and list what differs')
    .option('--sheet <name>', 'the sheet of a workbook (default: the first visible one with suppliers)')
    .addHelpText('after', EXAMPLES.import)
    .action(async (file, options) => {
      const { importFile } = await import('./import.ts');
      process.exitCode = await importFile(file, options);
    });
  root
    .command('adopt')
    .description('Propose front matter for policies in Markdown, out of what their texts state.')
    .argument('[folder]', 'a folder of Markdown, or one file', '.')
    .option('--write', 'put it into the files; nothing else in them changes')
    .option('--set <key=value>', 'what each policy has where its text says nothing', collect, [])
    .addHelpText('after', EXAMPLES.adopt)
    .action(async (folder, options) => {
      const { adoptFolder } = await import('./adopt.ts');
      process.exitCode = await adoptFolder(folder, options);
    });
  root
    .command('lsp')
    .description('Run the language server.')
    .option('--stdio', 'speak over standard input and output')
    .option('--socket <port>', 'speak over a socket')
    .option('--pipe <name>', 'speak over a named pipe')
    .option('--node-ipc', 'speak over the channel of the Node process that started it')
    .allowExcessArguments()
    .allowUnknownOption()
    .action(async ({ stdio, socket, pipe, nodeIpc }) => {
      if (!(stdio || socket || pipe || nodeIpc))
        throw new UsageError(
          'isms lsp needs a transport, which editors name: --stdio, --socket=PORT, --pipe=NAME or --node-ipc.',
        );
      await import(server.href);
    });
  return root;
}

/** Runs a command line; the exit code is in `process.exitCode` then. Whatever goes wrong is told in a line on stderr. */
export async function main(argv: readonly string[], here: URL): Promise<void> {
  // Where the last words cannot be written either, there is nobody to tell.
  process.stderr.on('error', () => {});
  try {
    await program(here).parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.wrong;
    else {
      const text = error instanceof Error ? error.message : String(error);
      const line = (error instanceof UsageError ? text : `this went wrong and should not have: ${text}`).replace(
        /\s*\n\s*/g,
        ' ',
      );
      process.stderr.write(`isms: ${visible(line)}\n`);
      process.exitCode = EXIT.wrong;
    }
  }
}
