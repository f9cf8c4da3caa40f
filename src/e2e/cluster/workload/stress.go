package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A stress is a run beside a collector and rules that have seconds: what was acknowledged and not deleted is whole at every
// moment, what was deleted or has expired comes back whole, and no quota is exceeded.
type stress struct {
	grace, trash, expiry time.Duration
	history              *History
	kept                 kept
	room                 room

	calm                                                          atomic.Bool // nobody is killed any more
	calls, checks, restores, expiries, pinnings, late, violations atomic.Int64
}

var unlimited = []string{"stress/one", "stress/two", "stress/three", expiring}

func stressed(arguments []string) error {
	flags := flag.NewFlagSet("stress", flag.ExitOnError)
	var management nodes
	address := flags.String("url", "http://127.0.0.1:5000", "the registry")
	flags.Var(&management, "management", "where the metrics of a node are; may be repeated")
	path := flags.String("history", "history.jsonl", "the file that each request is noted in")
	seed := flags.Int64("seed", 1, "of all that is chosen at random")
	clients := flags.Int("clients", 32, "how many work at once")
	length := flags.Duration("for", time.Minute, "how long; 0 until SIGTERM")
	grace := flags.Duration("grace", 20*time.Second, "staithe.gc.grace")
	trash := flags.Duration("trash", 20*time.Second, "staithe.trash.keep")
	expiry := flags.Duration("expiry", 5*time.Second, "for how long rules keep what is pushed or pulled")
	flags.Parse(arguments)
	history, err := OpenHistory(*path)
	if err != nil {
		return err
	}
	history.tells = true
	s := &stress{grace: *grace, trash: *trash, expiry: *expiry, history: history}
	meters := watch(management)
	started := time.Now()
	s.work(*address, *seed, *clients, ended(*length))
	s.calm.Store(true)
	ends := map[string]*Client{}
	for i, repository := range s.repositories() {
		ends[repository] = s.client(*address, 1000+i, newKnown(), *seed)
	}
	s.everything(ends)
	s.fill(ends[limited[0]])
	s.recounted(ends[limited[0]])
	meters.stop()
	s.print(meters, time.Since(started))
	return s.verdict()
}

func (s *stress) print(meters *meters, took time.Duration) {
	for _, metric := range []string{"staithe_scrub_damaged_total", "staithe_gc_errors_total", "staithe_quota_difference"} {
		if n := meters.peak(metric); n > 0 {
			s.violated("%s was %.0f", metric, n)
		}
	}
	s.history.Print(os.Stdout)
	fmt.Printf("minutes %.1f\noperations %d\nunknown %d\nimages %d\nchecks %d\nrestores %d\nlate %d\n", took.Minutes(),
		int64(s.history.Count(OK, Refused, Unknown, Unexpected, Corrupt))+s.calls.Load(), s.history.Count(Unknown),
		s.history.CountOf(PushManifest, OK), s.checks.Load(), s.restores.Load(), s.late.Load())
	fmt.Printf("expired-tags %.0f\nexpired-manifests %.0f\nfound-expired %d\npins %d\n", meters.sum(`staithe_retention_removed_total{kind="tag"}`),
		meters.sum(`staithe_retention_removed_total{kind="manifest"}`), s.expiries.Load(), s.pinnings.Load())
	fmt.Printf("refused-bytes %d\nrefused-tags %d\nrefused-repositories %d\nroom-again %d\n", s.room.refusals[limitBytes].Load(),
		s.room.refusals[limitTags].Load(), s.room.refusals[limitRepositories].Load(), s.room.reopened.Load())
	fmt.Printf("collected-objects %.0f\ncollected-bytes %.0f\nscrubbed %.0f\n", meters.sum("staithe_garbage_deleted_total"),
		meters.sum("staithe_garbage_deleted_bytes_total"), meters.sum("staithe_scrub_checked_total"))
	for name, n := range map[string]int64{"checks": s.checks.Load(), "restores": s.restores.Load(), "expiries": s.expiries.Load()} {
		if n == 0 {
			s.violated("there are no %s: the run shows nothing", name)
		}
	}
	fmt.Printf("violations %d\n", s.violations.Load()+int64(s.history.Count(Unexpected, Corrupt)))
}

func (s *stress) violated(format string, arguments ...any) {
	s.violations.Add(1)
	fmt.Printf("violation: "+format+"\n", arguments...)
}

func (s *stress) repositories() []string {
	return append(append([]string{}, unlimited...), limited...)
}

func (s *stress) isLimited(repository string) bool {
	return strings.HasPrefix(repository, "limited/")
}

func (s *stress) client(address string, id int, known *Known, seed int64) *Client {
	registry, err := NewRegistry(address, patient)
	if err != nil {
		panic(err)
	}
	return &Client{id: id, registry: registry, random: rand.New(rand.NewSource(seed + int64(id))), history: s.history, known: known,
		repositories: unlimited}
}

// call asks the management API.
func (s *stress) call(c *Client, method, path string, body any) (Answer, error) {
	s.calls.Add(1)
	q := Request{Method: method, Path: path}
	if body != nil {
		content, _ := json.Marshal(body)
		q.Body, q.Size, q.Header = bytesOf(content), int64(len(content)), map[string]string{"Content-Type": "application/json"}
	}
	return c.registry.Send(q)
}

func (s *stress) work(address string, seed int64, clients int, over *atomic.Bool) {
	known := newKnown()
	var group sync.WaitGroup
	for id := range clients {
		c := s.client(address, id, known, seed)
		group.Add(1)
		go func() {
			defer group.Done()
			for !over.Load() {
				s.once(c)
			}
		}()
	}
	group.Wait()
}

// So that a run of an hour needs no more room than one of minutes.
const mostThere = 200

func (s *stress) once(c *Client) {
	repository := c.repository()
	tag := fmt.Sprintf("t%d", c.random.Intn(8))
	switch dice := c.random.Intn(100); {
	case dice < 24 && s.kept.count(there, repository) < mostThere:
		if c.random.Intn(8) == 0 {
			s.pushIndex(c, repository)
		} else {
			s.pushImage(c, repository, tag)
		}
	case dice < 24:
		s.deleteFrom(c, there, repository)
	case dice < 31:
		s.moveTag(c, repository, tag)
	case dice < 42:
		s.deleteFrom(c, shelf(c.random.Intn(2)), repository)
	case dice < 45:
		c.remove(DeleteTag, repository, tag, "")
	case dice < 51:
		s.restore(c, repository)
	case dice < 64:
		if h, found := s.kept.one(c.random, there, repository); found {
			s.check(c, h)
		}
	case dice < 70:
		if h, found := s.kept.take(c.random, fleeting, repository); found {
			s.look(c, h)
		}
	case dice < 73:
		s.renew(c, repository)
	case dice < 78:
		s.pins(c)
	case dice < 87:
		s.squeeze(c)
	case dice < 91:
		c.readTag(http.MethodGet, repository, tag)
	case dice < 94:
		c.pushBlob(newBlob(c.random, repository)) // nobody ever names it
	case dice < 97:
		c.abandon(repository)
	default:
		c.pushLoose(repository)
		c.deleteLoose(repository)
	}
}

// restore tries also what was purged just now, but not what was purged long ago.
func (s *stress) restore(c *Client, repository string) {
	for h, found := s.kept.take(c.random, trashed, repository); found; h, found = s.kept.take(c.random, trashed, repository) {
		if time.Since(h.seen) < s.trash+5*time.Second {
			s.restoreHeld(c, h)
			return
		}
	}
}

// restoreHeld has back what was deleted, unless its time is over or nearly so. It counts as pushed.
func (s *stress) restoreHeld(c *Client, h *held) {
	sure := true
	for b := c.backoff(); b.again(); {
		sent := time.Now()
		answer, err := s.call(c, http.MethodPost, "/api/v1/restores", map[string]string{"repository": h.Repository, "digest": h.Digest})
		switch {
		case unknown(answer, err):
			sure = false
			continue
		case answer.Status == http.StatusOK && len(h.parts) > 0 && time.Since(h.seen) > s.trash:
			// Its parts may have been purged before it.
		case answer.Status == http.StatusOK:
			s.restores.Add(1)
			h.comeBack()
			s.back(c, h, sent)
		case answer.Status == http.StatusForbidden && s.isLimited(h.Repository):
			s.refusedBy(answer)
			s.kept.put(trashed, h)
		case time.Since(h.seen) > s.trash || !sure && answer.Status == http.StatusNotFound:
		default:
			s.violated("%s@%s was there %s ago and cannot be restored: %s", h.Repository, h.Digest, time.Since(h.seen), explain(answer, err))
		}
		return
	}
}

func (s *stress) back(c *Client, h *held, sent time.Time) {
	if h.expires() {
		h.seen, h.mayGo = sent, sent.Add(s.expiry)
		s.look(c, h)
		return
	}
	s.kept.put(there, h)
	s.check(c, h)
}
