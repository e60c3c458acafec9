const { rmSync } = require('node:fs');

/** Removes what shared-folder.cjs made. */
module.exports = async () => {
  rmSync(process.env.TRAILWATCH_SYNTHESIZED, { recursive: true, force: true, maxRetries: 5 });
};
