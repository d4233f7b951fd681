export type FlowNode =
  | {
      readonly kind: 'scalar';
      readonly start: number;
      readonly end: number;
      readonly text: string;
      readonly quote: '"' | "'" | undefined;
    }
  | {
      readonly kind: 'seq' | 'map';
      readonly start: number;
      readonly end: number;
      readonly closed: boolean;
      readonly slots: readonly Slot[];
    };

/** What stands between two commas. */
export interface Slot {
  readonly start: number;
  readonly end: number;
  readonly key?: Extract<FlowNode, { kind: 'scalar' }>;
  /** Offset of the colon. */
  readonly colon?: number;
  readonly node?: FlowNode;
}

/** Reads a bracket and what is in it, closed or not, and never fails: for text that is being typed. */
export class FlowReader {
  private p: number;

  constructor(
    private readonly text: string,
    start: number,
    private readonly end: number,
  ) {
    this.p = start;
  }

  node(): FlowNode {
    const { text } = this;
    const start = this.p;
    const c = text[start];
    if (c === '[' || c === '{') return this.collection(c);
    if (c === '"' || c === "'") {
      let p = start + 1;
      while (p < this.end && text[p] !== '\n') {
        if (text[p] === '\\' && c === '"') p++;
        else if (text[p] === c) break;
        p++;
      }
      const closed = p < this.end && text[p] === c;
      this.p = closed ? p + 1 : Math.min(p, this.end);
      return { kind: 'scalar', start, end: this.p, text: text.slice(start + 1, closed ? p : this.p), quote: c };
    }
    let p = start;
    while (p < this.end && !'\r\n,[]{}'.includes(text[p]!)) {
      if (text[p] === '#' && /\s/.test(text[p - 1]!)) break;
      if (text[p] === ':' && (p + 1 >= this.end || /[\s,[\]{}]/.test(text[p + 1]!))) break;
      p++;
    }
    this.p = p;
    const content = text.slice(start, p).trimEnd();
    return { kind: 'scalar', start, end: start + content.length, text: content, quote: undefined };
  }

  private skip(): void {
    const { text } = this;
    while (this.p < this.end) {
      if (/\s/.test(text[this.p]!)) this.p++;
      else if (text[this.p] === '#' && /\s/.test(text[this.p - 1] ?? ' ')) {
        const next = text.indexOf('\n', this.p);
        this.p = next < 0 ? this.end : Math.min(next, this.end);
      } else break;
    }
  }

  private collection(open: '[' | '{'): FlowNode {
    const { text } = this;
    const start = this.p++;
    const close = open === '[' ? ']' : '}';
    const slots: Slot[] = [];
    let closed = false;
    for (;;) {
      const slotStart = this.p;
      let key: Slot['key'];
      let colon: number | undefined;
      let node: FlowNode | undefined;
      this.skip();
      if (this.p < this.end && !',]}'.includes(text[this.p]!)) {
        if (text[this.p] !== ':') node = this.node();
        this.skip();
        if (text[this.p] === ':' && this.p < this.end && (node === undefined || node.kind === 'scalar')) {
          colon = this.p++;
          key = node;
          node = undefined;
          this.skip();
          if (this.p < this.end && !',]}'.includes(text[this.p]!)) node = this.node();
          this.skip();
        }
      }
      slots.push({
        start: slotStart,
        end: this.p,
        ...(key ? { key } : {}),
        ...(colon === undefined ? {} : { colon }),
        ...(node ? { node } : {}),
      });
      if (this.p >= this.end) break;
      const c = text[this.p]!;
      if (c === ',') this.p++;
      else if (c === close) {
        this.p++;
        closed = true;
        break;
      } else if (c === ']' || c === '}')
        break; // Closes something further out: this one was left open.
      else if (this.p === slotStart) this.p++;
    }
    return { kind: open === '[' ? 'seq' : 'map', start, end: this.p, closed, slots };
  }
}
