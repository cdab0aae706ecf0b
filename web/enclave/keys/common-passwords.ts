/** Passwords, and parts of passwords, that everybody tries first; in lower case, lookalike digits as letters. */
export const COMMON: readonly string[] = `
  password passwort passwd passphrase letmein welcome willkommen login admin administrator root user guest test
  testing hallo hello iloveyou ichliebedich schatz qwerty qwertz azerty asdf asdfgh yxcvbn zxcvbn qazwsx monkey
  dragon master shadow sunshine princess football fussball baseball basketball soccer superman batman starwars
  pokemon naruto michael jordan jessica jennifer charlie thomas daniel andrew matthew joshua ashley nicole robert
  george harley ranger hunter killer pepper ginger cookie summer winter spring autumn sommer freedom whatever
  trustno trust secret geheim flower computer internet access changeme default freepass mustang corvette ferrari
  mercedes porsche yankees liverpool arsenal chelsea barcelona juventus bayern google facebook apple samsung
  bitcoin ethereum crypto wallet satoshi blockchain hodl metamask idos enclave neobank bank money banking account
  identity security secure private credential correct horse battery staple correcthorsebatterystaple alice bob
  love angel lovely babygirl maria anna peter stefan andreas christian hannover berlin london paris madrid
  germany england america canada australia samantha orange purple yellow silver golden diamond tigger buster
  jasmine
  one two three four five six seven eight nine ten abc pass word key
`
  .trim()
  .split(/\s+/);
