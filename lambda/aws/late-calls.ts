type Call<Arguments extends readonly never[] = never[], Answer = unknown> = (
  ...values: Arguments
) => Promise<Answer>;

/** The names of the functions that can be loaded late: those that return a promise. */
type CallName<Calls> = { [Name in keyof Calls]: Calls[Name] extends Call ? Name : never }[keyof Calls];

/** Returns functions of a module by their names, before the module is loaded. */
export type LateCalls<Calls> = <Name extends CallName<Calls>>(...names: Name[]) => Pick<Calls, Name>;

/**
 * Functions that are loaded on the first call of one of them. They import what few invocations need, such as an SDK client. A
 * failed load is retried on the next call.
 */
export function lateCalls<Calls>(load: () => Promise<Calls>): LateCalls<Calls> {
  let loading: Promise<Calls> | undefined;
  const loaded = () => {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  const lateCall =
    (name: CallName<Calls>): Call =>
    async (...values) =>
      ((await loaded())[name] as Call)(...values);
  return <Name extends CallName<Calls>>(...names: Name[]) =>
    Object.fromEntries(names.map((name) => [name, lateCall(name)])) as Pick<Calls, Name>;
}
