package main

import (
	"flag"
	"fmt"
	"math/rand"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
)

// faults stands before S3 and before the proxy. It passes everything on until it is told otherwise:
//
//	POST /s3/500|503|slow|cut|none    from now on
//	POST /clients/cut|none
//	GET  /                            how often each fault was felt
func faults(arguments []string) error {
	flags := flag.NewFlagSet("faults", flag.ExitOnError)
	control := flags.String("control", "", "the address to take commands at")
	s3 := flags.String("s3", "", "the address of S3")
	s3Listen := flags.String("s3-listen", "", "the address for the nodes")
	clients := flags.String("clients", "", "the address of the proxy")
	clientsListen := flags.String("clients-listen", "", "the address for the clients")
	seed := flags.Int64("seed", 1, "of all that is chosen at random")
	flags.Parse(arguments)
	dice := &dice{random: rand.New(rand.NewSource(*seed))}
	store := &storeFaults{upstream: *s3, dice: dice}
	wire := &wireFaults{upstream: *clients, dice: dice}
	problems := make(chan error)
	go func() { problems <- http.ListenAndServe(*s3Listen, store.handler()) }()
	go func() { problems <- wire.listen(*clientsListen) }()
	go func() { problems <- http.ListenAndServe(*control, commandsFor(&store.switchboard, &wire.switchboard)) }()
	return <-problems
}

// A switchboard holds the fault that is on, and counts. Thread-safe.
type switchboard struct {
	mode   atomic.Value
	mutex  sync.Mutex
	counts map[string]int
}

func (s *switchboard) current() string {
	mode, _ := s.mode.Load().(string)
	return mode
}

func (s *switchboard) turn(mode string) {
	s.mode.Store(mode)
}

func (s *switchboard) felt(mode string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.counts == nil {
		s.counts = map[string]int{}
	}
	s.counts[mode]++
}

func commandsFor(s3, clients *switchboard) http.Handler {
	mux := http.NewServeMux()
	for name, board := range map[string]*switchboard{"s3": s3, "clients": clients} {
		mux.HandleFunc("POST /"+name+"/{mode}", func(_ http.ResponseWriter, r *http.Request) {
			board.turn(strings.TrimPrefix(r.PathValue("mode"), "none"))
		})
	}
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		show := func(name string, board *switchboard) {
			board.mutex.Lock()
			defer board.mutex.Unlock()
			for mode, n := range board.counts {
				fmt.Fprintf(w, "%s-%s %d\n", name, mode, n)
			}
		}
		show("s3", s3)
		show("clients", clients)
	})
	return mux
}

// A dice is a source of chance for many goroutines.
type dice struct {
	mutex  sync.Mutex
	random *rand.Rand
}

func (d *dice) below(n int) int {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.random.Intn(n)
}
