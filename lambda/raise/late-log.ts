import type { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { Log } from './log-failure';

/**
 * A logger that is made with the first line: it opens the function's output, which nothing else needs before. Each line has the
 * context of its invocation.
 */
export class LateLog implements Log {
  #logger: Logger | undefined;
  #context: Context | undefined;

  constructor(private readonly make: () => Logger) {}

  /** Begins an invocation. */
  begin(context: Context): void {
    this.#context = context;
  }

  /** Ends an invocation: one without a line is the first of its function, too, and later ones are no cold starts. */
  end(): void {
    this.#ready();
  }

  info(message: string, fields: Record<string, unknown>): void {
    this.#ready().info(message, fields);
  }

  warn(message: string, fields: Record<string, unknown>): void {
    this.#ready().warn(message, fields);
  }

  error(message: string, fields: Record<string, unknown>): void {
    this.#ready().error(message, fields);
  }

  #ready(): Logger {
    this.#logger ??= this.make();
    if (this.#context !== undefined) this.#logger.addContext(this.#context);
    this.#context = undefined;
    return this.#logger;
  }
}
