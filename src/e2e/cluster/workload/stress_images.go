package main

import (
	"fmt"
	"math/rand"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// A held manifest was acknowledged. Whoever deletes it has it alone.
type held struct {
	Manifest
	mutex     sync.RWMutex
	gone      bool
	deletedAt time.Time // when the delete was sent
}

// Kept is what must be there, and what can be had back. Thread-safe.
type kept struct {
	mutex   sync.Mutex
	there   map[string][]*held
	trashed map[string][]*held
}

func newKept() kept {
	return kept{there: map[string][]*held{}, trashed: map[string][]*held{}}
}

func (k *kept) keep(h *held) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	h.gone = false
	k.there[h.Repository] = append(k.there[h.Repository], h)
}

func (k *kept) throw(h *held) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.trashed[h.Repository] = append(k.trashed[h.Repository], h)
}

func (k *kept) one(random *rand.Rand, repository string) (*held, bool) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return one(random, k.there[repository])
}

func (k *kept) all(repository string) []*held {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return append([]*held{}, k.there[repository]...)
}

// take makes the caller the only one who knows it.
func (k *kept) take(random *rand.Rand, repository string) (*held, bool) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return takeOne(random, k.there, repository)
}

func (k *kept) takeTrashed(random *rand.Rand, repository string) (*held, bool) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return takeOne(random, k.trashed, repository)
}

func takeOne(random *rand.Rand, lists map[string][]*held, repository string) (*held, bool) {
	list := lists[repository]
	if len(list) == 0 {
		return nil, false
	}
	i := random.Intn(len(list))
	h := list[i]
	list[i] = list[len(list)-1]
	lists[repository] = list[:len(list)-1]
	return h, true
}

// with runs the action while nobody deletes the manifest, unless somebody has.
func (h *held) with(action func()) {
	h.mutex.RLock()
	defer h.mutex.RUnlock()
	if !h.gone {
		action()
	}
}

func (s *stress) pushImage(c *Client, repository, tag string) {
	blobs, seen := []Blob{}, time.Now().Add(time.Hour)
	for range 1 + c.random.Intn(3) {
		began := time.Now()
		blob, found := s.layer(c, repository)
		if !found {
			return
		}
		if began.Before(seen) {
			seen = began
		}
		blobs = append(blobs, blob)
	}
	if c.random.Intn(3) == 0 {
		// Others need minutes between the answer and the manifest.
		time.Sleep(time.Duration(c.random.Int63n(int64(s.grace / 4))))
	}
	c.made++
	manifest := newManifest(repository, fmt.Sprintf("%d-%d", c.id, c.made), blobs)
	if s.put(c, manifest, tag, seen) {
		s.kept.keep(&held{Manifest: manifest})
	}
}

// layer is a new one, one that the repository is asked for, or one that is mounted.
func (s *stress) layer(c *Client, repository string) (Blob, bool) {
	source := repository
	if c.random.Intn(2) == 0 {
		source = c.repository()
	}
	if old, found := s.kept.one(c.random, source); found && c.random.Intn(2) == 0 {
		blob := old.Blobs[c.random.Intn(len(old.Blobs))]
		if source == repository {
			if _, there := c.readBlob(http.MethodHead, repository, blob.Digest); there {
				return blob, true
			}
		} else if s.mount(c, repository, blob) {
			blob.Repository = repository
			return blob, true
		}
	}
	blob := newBlob(c.random, repository)
	pushed := c.pushBlob(blob)
	blob.content = nil
	return blob, pushed
}

func (s *stress) mount(c *Client, target string, blob Blob) bool {
	e := c.entry(PushBlob, target)
	e.Digest = blob.Digest
	answer, err := c.registry.Send(Request{Method: http.MethodPost,
		Path: "/v2/" + target + "/blobs/uploads/?mount=" + url.QueryEscape(blob.Digest) + "&from=" + url.QueryEscape(blob.Repository)})
	return c.end(e, answer, err, http.StatusCreated, http.StatusAccepted) == OK
}

// put sends the manifest until it is answered. Its blobs were acknowledged at a moment; for half of the grace from then on,
// which is what a HEAD leaves at least, none of them may go.
func (s *stress) put(c *Client, manifest Manifest, tag string, seen time.Time) bool {
	for b := c.backoff(); b.again(); {
		e := c.entry(PushManifest, manifest.Repository)
		e.Tag, e.Digest = tag, manifest.Digest
		answer, err := c.registry.Send(Request{Method: http.MethodPut, Header: map[string]string{"Content-Type": imageType},
			Path: "/v2/" + manifest.Repository + "/manifests/" + tag,
			Body: bytesOf(manifest.content), Size: int64(len(manifest.content))})
		late := time.Since(seen) > s.grace/2
		refused := 0
		if late {
			refused = http.StatusBadRequest
		}
		switch c.end(e, answer, err, http.StatusCreated, refused) {
		case OK:
			return true
		case Refused:
			s.late.Add(1)
			return false
		case Unexpected:
			fmt.Printf("violation: %s@%s was refused %s after its blobs were acknowledged: %s\n", manifest.Repository, manifest.Digest,
				time.Since(seen), explain(answer, err))
			return false
		}
	}
	return false
}

// moveTag pushes again what is there: all that it names is there too.
func (s *stress) moveTag(c *Client, repository, tag string) {
	if h, found := s.kept.one(c.random, repository); found {
		h.with(func() { s.put(c, h.Manifest, tag, time.Now().Add(time.Hour)) })
	}
}

func (s *stress) deleteManifest(c *Client, repository string) {
	h, found := s.kept.take(c.random, repository)
	if !found {
		return
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.gone = true
	sure := true
	for b := c.backoff(); b.again(); {
		h.deletedAt = time.Now()
		e := c.entry(DeleteManifest, repository)
		e.Digest = h.Digest
		gone := 0
		if !sure {
			gone = http.StatusNotFound
		}
		answer, err := c.registry.Send(Request{Method: http.MethodDelete, Path: "/v2/" + repository + "/manifests/" + h.Digest})
		switch c.end(e, answer, err, http.StatusAccepted, gone) {
		case OK:
			s.kept.throw(h)
			return
		case Unexpected:
			s.violated("%s@%s is kept and cannot be deleted: %s", repository, h.Digest, explain(answer, err))
			return
		case Refused:
			return
		}
		sure = false
	}
}

func (s *stress) checkOne(c *Client, repository string) {
	if h, found := s.kept.one(c.random, repository); found {
		s.check(c, h)
	}
}

// check reads a manifest and all that it names.
func (s *stress) check(c *Client, h *held) {
	h.with(func() {
		s.checks.Add(1)
		answer, found := c.readManifest(http.MethodGet, h.Repository, h.Digest)
		s.require(answer, found, "%s@%s", h.Repository, h.Digest)
		for _, blob := range h.Blobs {
			answer, found := c.readBlob(http.MethodGet, h.Repository, blob.Digest)
			s.require(answer, found, "blob %s of %s@%s", blob.Digest, h.Repository, h.Digest)
		}
	})
}

// require tolerates that nobody answers, as long as nodes are killed. Other bytes than those of a digest are counted elsewhere.
func (s *stress) require(answer Answer, found bool, format string, arguments ...any) {
	if !found && (answer.Status == http.StatusNotFound || s.calm.Load()) {
		s.violated("%s is not there: %s", fmt.Sprintf(format, arguments...), explain(answer, nil))
	}
}
