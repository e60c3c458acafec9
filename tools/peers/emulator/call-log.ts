import type { Emulator } from './start-emulator';

const LOGS = new WeakMap<Emulator, CallLog>();

/** The names of the commands that an emulator's clients have sent. */
export class CallLog {
  private calls: string[] = [];

  /** The log of an account and Region, always the same one. */
  static of(aws: Emulator): CallLog {
    const log = LOGS.get(aws) ?? new CallLog(aws);
    LOGS.set(aws, log);
    return log;
  }

  private constructor(aws: Emulator) {
    for (const { middlewareStack } of Object.values(aws) as readonly Listening[]) {
      middlewareStack.add(
        (next, { commandName }) =>
          (args) => {
            this.calls.push((commandName ?? 'unknown').replace(/Command$/, ''));
            return next(args);
          },
        { step: 'initialize' },
      );
    }
  }

  /** What was sent since it was asked last, each once. */
  take(): readonly string[] {
    const taken = [...new Set(this.calls)];
    this.calls = [];
    return taken;
  }
}

/** What all clients of the SDK have in common here. */
interface Listening {
  readonly middlewareStack: {
    add(middleware: Middleware, options: { readonly step: 'initialize' }): void;
  };
}

type Handler = (args: never) => Promise<unknown>;
type Middleware = (next: Handler, context: { readonly commandName?: string }) => Handler;
