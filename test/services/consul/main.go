// Command consul is a Consul agent for the tests: `consul -dev -http-port=8500 …`, the flags of `consul agent`.
//
// Consul is published as a Go module but not as a package of any other registry, and its own main package does not
// resolve as a dependency (modules inside its repository are replaced by path). The agent command alone does, so
// this is a main around it.
package main

import (
	"os"

	"github.com/hashicorp/consul/command/agent"
	"github.com/hashicorp/consul/command/cli"
	mitchellh "github.com/mitchellh/cli"
)

func main() {
	// A zero BasicUI has nil writers, and the agent panics when it first prints.
	ui := &cli.BasicUI{BasicUi: mitchellh.BasicUi{Reader: os.Stdin, Writer: os.Stdout, ErrorWriter: os.Stderr}}
	os.Exit(agent.New(ui).Run(os.Args[1:]))
}
