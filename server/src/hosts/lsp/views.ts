import type { Summary } from '../../protocol.ts';
import { logError } from '../runtime.ts';
import { type Host, notify } from './host.ts';

/** Lets the editor's own events and requests go first: views can wait for a free moment. */
const whenFree = (run: () => void): void => {
  if (typeof setImmediate === 'function') setImmediate(() => setImmediate(run));
  else setTimeout(run, 0);
};

/** Reports to VS Code's views what changed since they last asked. */
export class Views {
  private ready = false;
  private lastSummary = '';
  private waiting = false;
  /** Editors that know nothing of the views get no notifications of them. */
  private wanted = false;

  constructor(private readonly host: Host) {
    host.onChanged(() => this.soon());
  }

  /** What the views show, once the folders have been read. From now on changes are reported. */
  async overview(): Promise<Host['service']['overview']> {
    this.wanted = true;
    await this.host.whenReady();
    this.ready = true;
    this.host.workspace.update();
    return this.host.service.overview;
  }

  async summary(): Promise<Summary> {
    const summary = (await this.overview()).summary(true);
    this.lastSummary = JSON.stringify(summary);
    return summary;
  }

  private report(): void {
    const { connection, workspace, service } = this.host;
    // While files are being read there is a next time; half a register would only flicker.
    if (!this.wanted || workspace.stale) return;
    const summary = service.overview.summary(this.ready);
    const text = JSON.stringify(summary);
    if (text !== this.lastSummary) {
      this.lastSummary = text;
      notify(connection, 'isms/summary', summary);
    }
    const changes = service.overview.changes();
    if (changes.length) notify(connection, 'isms/changed', changes);
  }

  private soon(): void {
    if (this.waiting) return;
    this.waiting = true;
    whenFree(() => {
      this.waiting = false;
      try {
        this.report();
      } catch (error) {
        logError(this.host.connection, 'views', error);
      }
    });
  }
}
