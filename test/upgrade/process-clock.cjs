// Preloaded into a process: its time is the one that its parent names, and stands still in between. Timers are those of the machine.
const process = require('node:process');

const RealDate = Date;
let nowMs = Number(process.env.SIMULATED_NOW_MS);

process.on('message', (message) => {
  if (typeof message?.nowMs !== 'number') return;
  nowMs = message.nowMs;
  if (message.isAnswered === true) process.send({ nowMs });
});

const now = () => nowMs;
globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(nowMs).toString(),
  construct: (target, values) => Reflect.construct(target, values.length === 0 ? [nowMs] : values),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
