package main

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/anishathalye/porcupine"
)

// The longest that porcupine may think about one register.
const patience = 2 * time.Minute

func check(arguments []string) error {
	flags := flag.NewFlagSet("check", flag.ExitOnError)
	path := flags.String("history", "history.jsonl", "the history")
	out := flags.String("out", ".", "the folder for pictures of violations")
	flags.Parse(arguments)
	entries, err := ReadHistory(*path)
	if err != nil {
		return err
	}
	bad := printUnexpected(entries)
	operations := registers(entries)
	checked, violations, undecided := 0, 0, 0
	for _, key := range sortedKeys(operations) {
		checked += len(operations[key])
		switch result := judge(key, operations[key], *out); result {
		case porcupine.Illegal:
			violations++
		case porcupine.Unknown:
			undecided++
		}
	}
	fmt.Printf("registers %d\nchecked %d\nviolations %d\nundecided %d\nunexpected %d\n",
		len(operations), checked, violations, undecided, bad)
	if checked == 0 {
		return fmt.Errorf("%s holds nothing to check", *path)
	}
	if violations+undecided+bad > 0 {
		return fmt.Errorf("%d violations, %d registers undecided, %d unexpected answers", violations, undecided, bad)
	}
	return nil
}

func printUnexpected(entries []Entry) int {
	n := 0
	for _, e := range entries {
		if e.isBad() {
			n++
			fmt.Println(e)
		}
	}
	return n
}

func suffix(tag string) string {
	if tag == "" {
		return ""
	}
	return ":" + tag
}

func at(nanoseconds int64) string {
	if nanoseconds == math.MaxInt64 {
		return "never"
	}
	return time.Unix(0, nanoseconds).Format("15:04:05.000000")
}

func judge(key string, operations []porcupine.Operation, folder string) porcupine.CheckResult {
	result, info := porcupine.CheckOperationsVerbose(registerModel, operations, patience)
	switch result {
	case porcupine.Illegal:
		fmt.Printf("violation: %s has no order that explains its %d operations\n", key, len(operations))
		printOperations(operations)
		draw(key, info, folder)
	case porcupine.Unknown:
		fmt.Printf("undecided: %s with %d operations\n", key, len(operations))
	}
	return result
}

func printOperations(operations []porcupine.Operation) {
	for _, o := range operations {
		fmt.Printf("  %s  %s  %s\n", at(o.Call), at(o.Return), describe(o.Input.(input), o.Output.(output)))
	}
}

func draw(key string, info porcupine.LinearizationInfo, folder string) {
	name := make([]rune, 0, len(key))
	for _, letter := range key {
		if letter == ' ' || letter == '/' || letter == ':' || letter == '@' {
			letter = '_'
		}
		name = append(name, letter)
	}
	file := filepath.Join(folder, string(name)+".html")
	if err := porcupine.VisualizePath(registerModel, info, file); err != nil {
		fmt.Fprintln(os.Stderr, "workload:", err)
		return
	}
	fmt.Printf("  drawn in %s\n", file)
}
