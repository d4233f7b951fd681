import {
  type Disposable,
  InputBoxValidationSeverity,
  type QuickInput,
  QuickInputButtons,
  type QuickPick,
  type QuickPickItem,
  QuickPickItemKind,
  window,
} from 'vscode';
import type { Answer, Answers, Choice, Form, Question, Remark } from '../../../server/src/protocol.ts';
import { unlinked } from '../common/unlinked.ts';

/** Where the questions come from. */
export interface Asking {
  /** All questions, as far as the answers so far tell. */
  form(answers: Answers): Promise<Form>;
  /** What is to be said of an answer while it is typed. */
  judge(key: string, value: string): Promise<Remark | null>;
}

const BACK = Symbol('back');
type Said = Answer | typeof BACK | undefined;

/**
 * Asks one question after the other in VS Code's quick input, with a way back.
 * @returns the answers; `undefined` if the user gave up, and nothing has happened then
 */
export async function ask({ form, judge }: Asking): Promise<Answers | undefined> {
  const answers: Record<string, Answer> = {};
  const asked: string[] = [];
  /** What was said before the way back, and to what: another suggestion is another question. */
  const earlier = new Map<string, { readonly suggested: string; readonly said: Answer }>();
  const frame = new Frame();
  try {
    for (;;) {
      const { title, questions } = await form(answers);
      if (frame.closed) return undefined;
      const index = questions.findIndex(({ key }) => !(key in answers));
      const question = questions[index];
      if (!question) return answers;
      const suggested = JSON.stringify(question.value);
      const known = earlier.get(question.key);
      const value = known?.suggested === suggested ? known.said : question.value;
      const said = await frame.show(
        { ...question, value },
        { title, step: index + 1, totalSteps: questions.length, back: asked.length > 0 },
        (text) => judge(question.key, text),
      );
      if (said === undefined) return undefined;
      if (said === BACK) {
        delete answers[asked.pop()!];
        continue;
      }
      earlier.set(question.key, { suggested, said });
      answers[question.key] = said;
      asked.push(question.key);
    }
  } finally {
    frame.dispose();
  }
}

interface Heading {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly back: boolean;
}

/** The one quick input that is open; the next takes its place without a gap. */
class Frame implements Disposable {
  private open: QuickInput | undefined;
  /** The user closed it. */
  closed = false;

  show(question: Question, heading: Heading, judge: (text: string) => Promise<Remark | null>): Promise<Said> {
    return new Promise((resolve) => {
      const input = question.kind === 'text' ? textInput(question, judge, resolve) : choiceInput(question, resolve);
      input.title = heading.title;
      if (heading.totalSteps > 1) {
        input.step = heading.step;
        input.totalSteps = heading.totalSteps;
      }
      // Somebody looks the answer up elsewhere, and comes back.
      input.ignoreFocusOut = true;
      const before = this.open;
      this.open = input;
      input.onDidHide(() => {
        if (this.open !== input) return;
        this.closed = true;
        resolve(undefined);
      });
      if (heading.back) input.buttons = [QuickInputButtons.Back];
      input.onDidTriggerButton((button) => {
        if (button === QuickInputButtons.Back) resolve(BACK);
      });
      input.show();
      before?.dispose();
    });
  }

  dispose(): void {
    const { open } = this;
    this.open = undefined;
    open?.dispose();
  }
}

type Input = QuickInput & {
  buttons: readonly (typeof QuickInputButtons.Back)[];
  onDidTriggerButton(listener: (button: unknown) => void): Disposable;
};

const SEVERITIES = {
  error: InputBoxValidationSeverity.Error,
  warning: InputBoxValidationSeverity.Warning,
  information: InputBoxValidationSeverity.Info,
} as const;

function textInput(
  { prompt, example, value, optional, judged }: Question,
  judge: (text: string) => Promise<Remark | null>,
  resolve: (said: Said) => void,
): Input {
  const input = window.createInputBox();
  input.prompt = unlinked(prompt);
  if (example) input.placeholder = `For example: ${example}`;
  input.value = String(value);
  const remarkOn = async (text: string): Promise<Remark | null> => {
    if (!text.trim() && !optional) return { severity: 'error', message: 'A value is required' };
    return judged ? judge(text) : null;
  };
  let latest = 0;
  /** @returns whether the answer can be taken; `undefined` if another one was typed meanwhile */
  const look = async (): Promise<boolean | undefined> => {
    const number = ++latest;
    const remark = await remarkOn(input.value);
    if (number !== latest) return undefined;
    // A validation message takes the question's place, so that what is only good to know goes beside it.
    const trouble = remark && remark.severity !== 'information' ? remark : undefined;
    input.prompt = unlinked(remark && !trouble ? `${prompt}. ${remark.message}` : prompt);
    input.validationMessage = trouble && { message: unlinked(trouble.message), severity: SEVERITIES[trouble.severity] };
    return remark?.severity !== 'error';
  };
  input.onDidChangeValue(() => void look());
  input.onDidAccept(async () => {
    const { value: text } = input;
    if (await look()) resolve(text.trim());
  });
  // An empty box needs no reproach before anything was typed.
  if (input.value) void look();
  return input as Input;
}

interface Item extends QuickPickItem {
  readonly value?: string;
}

function choiceInput(
  { kind, prompt, value, choices = [], optional, alone }: Question,
  resolve: (said: Said) => void,
): Input {
  const input = window.createQuickPick<Item>();
  input.placeholder = prompt;
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  input.canSelectMany = kind === 'many';
  input.items = itemsOf(choices);
  const picks = input.items.filter((item) => item.value !== undefined);
  if (kind === 'one') {
    const chosen = picks.find((item) => item.value === value);
    if (chosen) input.activeItems = [chosen];
    input.onDidAccept(() => {
      const [item] = input.selectedItems;
      if (item?.value !== undefined) resolve(item.value);
    });
    return input as Input;
  }
  input.selectedItems = picks.filter((item) => value.includes(item.value!));
  if (alone !== undefined) keepAlone(input, alone);
  input.onDidAccept(() => {
    const said = input.selectedItems.map((item) => item.value!);
    if (said.length || optional) resolve(said);
    else input.placeholder = `Choose at least one. ${prompt}`;
  });
  return input as Input;
}

function itemsOf(choices: readonly Choice[]): Item[] {
  const items: Item[] = [];
  let above: string | undefined;
  for (const { value, label, description, detail, group } of choices) {
    if (group !== above && group) items.push({ label: group, kind: QuickPickItemKind.Separator });
    above = group;
    items.push({ value, label, ...(description ? { description } : {}), ...(detail ? { detail } : {}) });
  }
  return items;
}

/** Takes the others back where one is chosen that stands alone, and that one where another is. */
function keepAlone(input: QuickPick<Item>, alone: string): void {
  let before: readonly Item[] = input.selectedItems;
  input.onDidChangeSelection((selected) => {
    const added = selected.find((item) => !before.includes(item));
    before = selected;
    if (!added || selected.length < 2 || !selected.some((item) => item.value === alone)) return;
    before = added.value === alone ? [added] : selected.filter((item) => item.value !== alone);
    input.selectedItems = before;
  });
}
