import { UserError } from '../cli/user-error';

/** DuckDB's package, which is installed beside trailwatch by those who use it. */
export type Duckdb = typeof import('@duckdb/node-api');

/** @throws {@link UserError} if DuckDB is not installed, or not for this machine */
export async function loadDuckdb(
  load: () => Promise<Duckdb> = () => import('@duckdb/node-api'),
): Promise<Duckdb> {
  try {
    return await load();
  } catch (error) {
    const { message = '' } = (error ?? {}) as Partial<Error>;
    const isAbsent = /Cannot find (?:module|package) '@duckdb\/node-api'/.test(message);
    const [reason = ''] = message.split('\n');
    throw new UserError(
      isAbsent
        ? 'this command needs DuckDB, which is not installed; run npm install @duckdb/node-api where trailwatch is installed'
        : `DuckDB cannot be loaded on this machine (${reason}); run npm install @duckdb/node-api again where trailwatch is installed`,
    );
  }
}
