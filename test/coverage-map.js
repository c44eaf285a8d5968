/** Which sources a test is measured on: every test counts for all of lib/, and for nothing else. */
export default () => 'lib/**/*.ts'
