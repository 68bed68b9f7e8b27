export { default } from '@skill-neurons/tooling-jest';
