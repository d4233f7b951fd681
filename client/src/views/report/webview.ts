/** Runs in the page of a report view. It shows what it is given, and says which link was followed; it knows no file. */
import type { FromPage, ToPage } from './messages.ts';

interface State {
  readonly root: string;
  readonly kind: string;
  readonly scroll?: number;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): State | undefined;
  setState(state: State): void;
};

const vscode = acquireVsCodeApi();
const note = document.getElementById('note')!;
const report = document.getElementById('report')!;
const own = JSON.parse(document.body.dataset.state!) as State;
/** Where the page was scrolled to before it was hidden or the window was loaded anew. */
let wanted = vscode.getState()?.scroll ?? 0;
let number = -1;

const remember = () => vscode.setState({ ...own, scroll: report.childElementCount ? Math.round(scrollY) : wanted });

/** What stands at the top of the window, so that it can stand there again when lines above came or went. */
function anchor(): { id: string; top: number } | undefined {
  let found: { id: string; top: number } | undefined;
  for (const heading of report.querySelectorAll('h2, h3')) {
    const { top } = heading.getBoundingClientRect();
    if (top > innerHeight / 3 && found) break;
    found = { id: heading.id, top };
  }
  return found;
}

/** The link that has the focus, by what it says and which of those it is. */
function focused(): { text: string; nth: number } | undefined {
  const link = document.activeElement;
  if (!(link instanceof HTMLAnchorElement) || !report.contains(link)) return undefined;
  const same = [...report.querySelectorAll('a')].filter(({ textContent }) => textContent === link.textContent);
  return { text: link.textContent ?? '', nth: same.indexOf(link) };
}

function show(html: string): void {
  const first = report.childElementCount === 0;
  const at = anchor();
  const focus = focused();
  const x = [...report.querySelectorAll('.scroll')].map(({ scrollLeft }) => scrollLeft);
  const before = scrollY;
  report.innerHTML = html;
  note.hidden = true;
  if (first) {
    scrollTo(0, wanted);
    wanted = 0;
    return;
  }
  for (const [index, box] of [...report.querySelectorAll('.scroll')].entries()) box.scrollLeft = x[index] ?? 0;
  const again = at && document.getElementById(at.id);
  scrollTo(0, again && before > 0 ? scrollY + again.getBoundingClientRect().top - at.top : before);
  if (focus) {
    const same = [...report.querySelectorAll('a')].filter(({ textContent }) => textContent === focus.text);
    (same[focus.nth] ?? same[0])?.focus({ preventScroll: true });
  }
}

addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  if (data.type === 'report') {
    number = data.number;
    show(data.html);
    remember();
  } else {
    report.replaceChildren();
    note.textContent = data.text;
    note.hidden = false;
    if (!data.retry) return;
    const button = document.createElement('button');
    button.textContent = 'Try Again';
    button.addEventListener('click', () => {
      note.textContent = 'Creating the report …';
      vscode.postMessage({ type: 'retry' });
    });
    note.append(' ', button);
  }
});

document.addEventListener('click', (event) => {
  const link = (event.target as Element).closest('a');
  if (!link) return;
  const { source } = link.dataset;
  const target = link.hash.startsWith('#part-') ? document.getElementById(link.hash.slice(1)) : undefined;
  if (source === undefined && !target) return;
  event.preventDefault();
  event.stopPropagation();
  if (source !== undefined) vscode.postMessage({ type: 'open', report: number, source: Number(source) });
  else if (target) {
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  }
});

/** What is looked at, and how far from the top it is: where the page goes on when the editor gets another width. */
let looked: { element: Element; top: number } | undefined;

function look(): void {
  const seen = (element: Element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const link = document.activeElement;
  const element =
    link instanceof HTMLAnchorElement && seen(link) ? link : [...report.querySelectorAll('h2, h3, p, tr')].find(seen);
  looked = element && { element, top: element.getBoundingClientRect().top };
}

let waiting = false;
addEventListener('scroll', () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    remember();
    look();
  });
});
addEventListener('focusin', look);

let width = innerWidth;
addEventListener('resize', () => {
  if (innerWidth === width) return;
  width = innerWidth;
  if (scrollY > 0 && looked?.element.isConnected) scrollBy(0, looked.element.getBoundingClientRect().top - looked.top);
});

remember();
vscode.postMessage({ type: 'ready' });
