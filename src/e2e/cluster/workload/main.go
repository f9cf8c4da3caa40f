// Workload drives a cluster, breaks what it depends on, and judges what it did.
//
//	workload run -url URL -history FILE     clients that push, move, delete and pull until they are told to stop
//	workload verify -history FILE -node URL reads back all that was acknowledged, from each node
//	workload check -history FILE -out DIR   asks porcupine whether the history is linearizable
//	workload plant -kind KIND -history FILE -out FILE  copies a history and adds a violation
//	workload stress -url URL -for TIME      the same beside a collector with seconds of grace, and what must hold then
//	workload empty -url URL                 deletes all that such a run has left
//	workload room -url URL                  pushes once nothing is left, where there was no room
//	workload faults ...                     stands before S3 and before the proxy, and breaks both on command
package main

import (
	"fmt"
	"os"
)

var commands = map[string]func([]string) error{
	"run":    run,
	"verify": verify,
	"check":  check,
	"plant":  plant,
	"faults": faults,
	"stress": stressed,
	"empty":  emptied,
	"room":   reopened,
}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: workload run|verify|check|plant|faults|stress|empty|room [flags]")
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "workload:", err)
		os.Exit(1)
	}
}
