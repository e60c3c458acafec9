import type { CommandIo } from './command-io';

/** The same io, whose output is as wide as `COLUMNS` says where the width is not known, as that of a pipe. */
export function withColumns(io: CommandIo): CommandIo {
  const { stdout, environment } = io;
  const { COLUMNS = '' } = environment;
  if (stdout.columns !== undefined || !/^[1-9]\d{0,3}$/.test(COLUMNS)) return io;
  const columns = Number(COLUMNS);
  const wide = new Proxy(stdout, {
    get: (stream, name) => {
      if (name === 'columns') return columns;
      const value: unknown = Reflect.get(stream, name, stream);
      return typeof value === 'function' ? value.bind(stream) : value;
    },
  });
  return Object.create(io, { stdout: { value: wide } }) as CommandIo;
}
