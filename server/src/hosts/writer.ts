import { AbstractMessageWriter, type Message, type MessageWriter } from 'vscode-languageserver/node';
import { type Diagnostics, written } from './diagnostics.ts';

/**
 * Writes messages to a stream, header and body at once, and diagnostics from the JSON that was made of each: a keystroke
 * in a register with hundreds of findings would otherwise write each of them anew.
 */
export class StreamWriter extends AbstractMessageWriter implements MessageWriter {
  constructor(private readonly stream: NodeJS.WritableStream) {
    super();
    stream.on('error', (error) => this.fireError(error));
    stream.on('close', () => this.fireClose());
  }

  write(message: Message): Promise<void> {
    const body = toJson(message);
    return new Promise((resolve, reject) => {
      this.stream.write(`Content-Length: ${Buffer.byteLength(body, 'utf8')}\r\n\r\n${body}`, 'utf8', (error) => {
        if (!error) resolve();
        else {
          this.fireError(error, message);
          reject(error);
        }
      });
    });
  }

  end(): void {
    this.stream.end();
  }
}

function toJson(message: Message): string {
  const { params, ...rest } = message as Message & { params?: { diagnostics?: Diagnostics } };
  const parts = params?.diagnostics?.[written]?.();
  if (!parts) return JSON.stringify(message);
  const { diagnostics: _, ...others } = params!;
  const [head, inner] = [JSON.stringify(rest), JSON.stringify(others)];
  const comma = inner.length > 2 ? ',' : '';
  return `${head.slice(0, -1)},"params":${inner.slice(0, -1)}${comma}"diagnostics":[${parts.join(',')}]}}`;
}
