type Call<Arguments extends readonly never[] = never[], Answer = unknown> = (
  ...values: Arguments
) => Promise<Answer>;

/** The names of what can be called later: functions that return a promise. */
type CallName<Calls> = { [Name in keyof Calls]: Calls[Name] extends Call ? Name : never }[keyof Calls];

/** Gives a function of something by its name, before that is loaded. */
export type LateCalls<Calls> = <Name extends CallName<Calls>>(name: Name) => Calls[Name];

/**
 * Functions that are loaded with the first call of one of them: what few invocations need, such as a client of the SDK, is
 * imported by those. A load that fails is tried again with the next call.
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
  return <Name extends CallName<Calls>>(name: Name) => {
    const call: Call = async (...values) => ((await loaded())[name] as Call)(...values);
    return call as Calls[Name];
  };
}
