#!/usr/bin/env node
import module from 'node:module';

// From Node 22.1 on, compiled code is kept for the next start; what is imported statically would come too early for it.
module.enableCompileCache?.();
const { main } = await import('../dist/main.js');

process.exitCode = await main(process.argv.slice(2));
