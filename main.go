// Command handinhand runs and serves processes that cross public agencies.
package main

import "handinhand/cli"

func main() { cli.Main() }
