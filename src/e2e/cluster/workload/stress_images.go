package main

import (
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// pushImage names it by a tag of its own, which a rule takes ("build-…") or protects ("keep-…"), or by one that all clients move.
func (s *stress) pushImage(c *Client, repository, tag string) {
	began := time.Now()
	blobs, found := s.layers(c, repository)
	if !found {
		return
	}
	c.made++
	own, mayExpire := "", repository == expiring
	switch c.random.Intn(4) {
	case 0:
		own, mayExpire = fmt.Sprintf("build-%d-%d", c.id, c.made), true
	case 1:
		own, mayExpire = fmt.Sprintf("keep-%d-%d", c.id, c.made), false
	}
	if own != "" {
		tag = own
	}
	manifest := newManifest(repository, fmt.Sprintf("%d-%d", c.id, c.made), blobs)
	if sent, outcome := s.put(c, manifest, tag, began); outcome == OK {
		h := &held{Manifest: manifest, tag: own, seen: sent}
		if mayExpire {
			h.mayGo = sent.Add(s.expiry)
		}
		s.shelve(h)
	}
}

// shelve keeps what is there.
func (s *stress) shelve(h *held) {
	if h.expires() {
		s.kept.put(fleeting, h)
	} else {
		s.kept.put(there, h)
	}
}

func (s *stress) layers(c *Client, repository string) ([]Blob, bool) {
	blobs := []Blob{}
	for range 1 + c.random.Intn(3) {
		blob, found := s.layer(c, repository)
		if !found {
			return nil, false
		}
		blobs = append(blobs, blob)
	}
	if c.random.Intn(3) == 0 {
		// Others need minutes between the answer and the manifest.
		time.Sleep(time.Duration(c.random.Int63n(int64(s.grace / 4))))
	}
	return blobs, true
}

// layer is a new one, one that the repository is asked for, or one that is mounted, while a rule may take the image that has it.
func (s *stress) layer(c *Client, repository string) (Blob, bool) {
	source := repository
	if c.random.Intn(2) == 0 {
		source = c.repository()
	}
	if old, found := s.kept.one(c.random, shelf(c.random.Intn(2)), source); found && c.random.Intn(2) == 0 {
		blob := old.Blobs[c.random.Intn(len(old.Blobs))]
		if source == repository {
			if _, found := c.readBlob(http.MethodHead, repository, blob.Digest); found {
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

// mount finds the blob gone, or no room for it, as it may be.
func (s *stress) mount(c *Client, target string, blob Blob) bool {
	e := c.entry(PushBlob, target)
	e.Digest = blob.Digest
	answer, err := c.registry.Send(Request{Method: http.MethodPost,
		Path: "/v2/" + target + "/blobs/uploads/?mount=" + url.QueryEscape(blob.Digest) + "&from=" + url.QueryEscape(blob.Repository)})
	refused := http.StatusAccepted
	if answer.Status == http.StatusForbidden && s.isLimited(target) {
		refused = http.StatusForbidden
	}
	return c.end(e, answer, err, http.StatusCreated, refused) == OK
}

// put sends the manifest, with a tag or by its digest, until it is answered, and says when it sent it last. Its blobs were
// acknowledged from a moment on; for half of the grace from then on, which is what a HEAD leaves at least, none of them may go.
func (s *stress) put(c *Client, manifest Manifest, tag string, seen time.Time) (time.Time, Outcome) {
	sent, reference := time.Now(), tag
	if tag == "" {
		reference = manifest.Digest
	}
	for b := c.backoff(); b.again(); {
		sent = time.Now()
		e := c.entry(PushManifest, manifest.Repository)
		e.Tag, e.Digest = tag, manifest.Digest
		answer, err := c.registry.Send(Request{Method: http.MethodPut, Header: map[string]string{"Content-Type": manifest.kind()},
			Path: "/v2/" + manifest.Repository + "/manifests/" + reference,
			Body: bytesOf(manifest.content), Size: int64(len(manifest.content))})
		refused := 0
		if time.Since(seen) > s.grace/2 {
			refused = http.StatusBadRequest
		}
		switch outcome := c.end(e, answer, err, http.StatusCreated, refused); outcome {
		case OK:
			return sent, OK
		case Refused:
			s.late.Add(1)
			return sent, Refused
		case Unexpected:
			fmt.Printf("violation: %s@%s was refused %s after its blobs were acknowledged: %s\n", manifest.Repository, manifest.Digest,
				time.Since(seen), explain(answer, err))
			return sent, Unexpected
		}
	}
	return sent, Unknown
}

// moveTag pushes again what is there: all that it names is there too.
func (s *stress) moveTag(c *Client, repository, tag string) {
	if h, found := s.kept.one(c.random, there, repository); found {
		h.with(func() { s.put(c, h.Manifest, tag, time.Now().Add(time.Hour)) })
	}
}

func (s *stress) deleteFrom(c *Client, from shelf, repository string) {
	if h, found := s.kept.take(c.random, from, repository); found {
		s.deleteHeld(c, h)
	}
}

func (s *stress) deleteHeld(c *Client, h *held) {
	h.leave()
	sure := true
	for b := c.backoff(); b.again(); {
		sent := time.Now()
		e := c.entry(DeleteManifest, h.Repository)
		e.Digest = h.Digest
		answer, err := c.registry.Send(Request{Method: http.MethodDelete, Path: "/v2/" + h.Repository + "/manifests/" + h.Digest})
		gone := 0
		if !sure || h.mayBeGone() {
			gone = http.StatusNotFound
		}
		switch c.end(e, answer, err, http.StatusAccepted, gone) {
		case OK:
			h.seen = sent
			s.kept.put(trashed, h)
			return
		case Unexpected:
			s.violated("%s@%s is there and cannot be deleted: %s", h.Repository, h.Digest, explain(answer, err))
			return
		case Refused:
			if sure {
				s.expired(c, h)
			}
			return
		}
		sure = false
	}
}

// check reads a manifest that must be there, and all that it names.
func (s *stress) check(c *Client, h *held) {
	h.with(func() {
		s.checks.Add(1)
		answer, found := c.readManifest(http.MethodGet, h.Repository, h.Digest)
		s.require(answer, found, "%s@%s", h.Repository, h.Digest)
		for _, blob := range h.Blobs {
			answer, found := c.readBlob(http.MethodGet, h.Repository, blob.Digest)
			s.require(answer, found, "blob %s of %s@%s", blob.Digest, h.Repository, h.Digest)
		}
		for _, part := range h.parts {
			answer, found := c.readManifest(http.MethodGet, part.Repository, part.Digest)
			s.require(answer, found, "%s of %s@%s", part.Digest, h.Repository, h.Digest)
		}
		if h.tag != "" {
			answer, found := c.readTag(http.MethodGet, h.Repository, h.tag)
			s.require(answer, found && answer.Digest == h.Digest, "%s:%s, which is %s,", h.Repository, h.tag, h.Digest)
		}
	})
}

// require tolerates that nobody answers, as long as nodes are killed. Other bytes than those of a digest are counted elsewhere.
func (s *stress) require(answer Answer, found bool, format string, arguments ...any) {
	if !found && (answer.Status == http.StatusNotFound || answer.Status == http.StatusOK || s.calm.Load()) {
		s.violated("%s is not there: %s", fmt.Sprintf(format, arguments...), explain(answer, nil))
	}
}
