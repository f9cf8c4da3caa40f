package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"
)

// Repositories of a quota that is soon used up.
var limited = []string{"limited/one", "limited/two", "limited/three"}

// All of one size: where one was refused, the next one fits only if something was freed.
const limitedBlob = 128 << 10

// A limit of a quota.
type limit int

const (
	limitBytes limit = iota
	limitTags
	limitRepositories
	limits
)

var noRoom = regexp.MustCompile(`has no room: .*(are used|of \d+ tags|of \d+ repositories)`)

// A room counts refusals, and pushes that were accepted since.
type room struct {
	refusals [limits]atomic.Int64
	full     [limits]atomic.Int64 // since when, in nanoseconds since 1970; 0 if nobody was refused since the last that fit
	reopened atomic.Int64
}

// admitted notes the answer to a push of something that takes one more of what is limited.
func (s *stress) admitted(c *Client, e Entry, takes limit, sent time.Time, answer Answer, err error, done int) bool {
	switch c.end(e, answer, err, done, http.StatusForbidden) {
	case OK:
		since := s.room.full[takes].Load()
		if done == http.StatusCreated && since != 0 && since < sent.UnixNano() && s.room.full[takes].CompareAndSwap(since, 0) {
			s.room.reopened.Add(1)
		}
		return true
	case Refused:
		if !strings.Contains(string(answer.Body), `"DENIED"`) {
			s.violated("403 without DENIED: %s", explain(answer, err))
		}
		if s.refusedBy(answer) == takes {
			s.room.full[takes].Store(time.Now().UnixNano())
		}
	}
	return false
}

// refusedBy says which limit refused something. The answer must say it.
func (s *stress) refusedBy(answer Answer) limit {
	found := noRoom.FindSubmatch(answer.Body)
	if found == nil {
		s.violated("403 that speaks of no quota: %s", explain(answer, nil))
		return limits
	}
	of := limitBytes
	switch words := string(found[1]); {
	case strings.HasSuffix(words, "tags"):
		of = limitTags
	case strings.HasSuffix(words, "repositories"):
		of = limitRepositories
	}
	s.room.refusals[of].Add(1)
	return of
}

// squeeze does something in repositories that have no room, as a rule.
func (s *stress) squeeze(c *Client) {
	repository := limited[c.random.Intn(len(limited))]
	switch dice := c.random.Intn(12); {
	case dice < 5:
		s.squeezeImage(c, repository)
	case dice < 7:
		s.deleteFrom(c, there, repository)
	case dice < 9:
		if h, found := s.kept.take(c.random, there, repository); found && h.tag != "" {
			h.leave()
			c.remove(DeleteTag, repository, h.tag, "")
			s.kept.put(there, &held{Manifest: h.Manifest, seen: h.seen})
		} else if found {
			s.deleteHeld(c, h)
		}
	case dice < 10:
		s.restore(c, repository)
	case dice < 11:
		if h, found := s.kept.one(c.random, there, repository); found {
			s.check(c, h)
		}
	default:
		s.quotas(c)
	}
}

// squeezeImage gives up whatever is not answered: what it left behind takes room until it expires.
func (s *stress) squeezeImage(c *Client, repository string) {
	began := time.Now()
	blob, pushed := s.squeezeBlob(c, repository)
	if !pushed {
		return
	}
	blobs := []Blob{blob}
	if old, found := s.kept.one(c.random, there, c.repository()); found && c.random.Intn(3) == 0 {
		other := old.Blobs[0]
		if s.mount(c, repository, other) {
			other.Repository = repository
			blobs = append(blobs, other)
		}
	}
	c.made++
	name := fmt.Sprintf("%d-%d", c.id, c.made)
	manifest, sent := newManifest(repository, name, blobs), time.Now()
	e := c.entry(PushManifest, repository)
	e.Tag, e.Digest = "q-"+name, manifest.Digest
	answer, err := c.registry.Send(Request{Method: http.MethodPut, Header: map[string]string{"Content-Type": imageType},
		Path: "/v2/" + repository + "/manifests/" + e.Tag, Body: bytesOf(manifest.content), Size: int64(len(manifest.content))})
	if answer.Status == http.StatusBadRequest && time.Since(began) > s.grace/2 {
		c.end(e, answer, err, http.StatusCreated, answer.Status)
		s.late.Add(1)
	} else if s.admitted(c, e, limitTags, sent, answer, err, http.StatusCreated) {
		s.kept.put(there, &held{Manifest: manifest, tag: e.Tag, seen: sent})
	}
}

// squeezeBlob pushes a blob whose size is known before, or only at its end.
func (s *stress) squeezeBlob(c *Client, repository string) (Blob, bool) {
	content := make([]byte, limitedBlob)
	c.random.Read(content)
	blob := Blob{Repository: repository, Digest: digestOf(content), Size: limitedBlob}
	began := time.Now()
	send := func(method, path string, size int64, done int) (Answer, bool) {
		e := c.blobEntry(blob)
		q := Request{Method: method, Path: path}
		if size != 0 {
			q.Body, q.Size = bytesOf(content), size
		}
		answer, err := c.registry.Send(q)
		return answer, s.admitted(c, e, limitBytes, began, answer, err, done)
	}
	uploads, digest := "/v2/"+repository+"/blobs/uploads/", url.QueryEscape(blob.Digest)
	way := c.random.Intn(3)
	if way == 0 {
		_, done := send(http.MethodPost, uploads+"?digest="+digest, limitedBlob, http.StatusCreated)
		return blob, done
	}
	answer, going := send(http.MethodPost, uploads, 0, http.StatusAccepted)
	rest := int64(limitedBlob)
	if going && way == 2 {
		answer, going = send(http.MethodPatch, answer.Header.Get("Location"), -1, http.StatusAccepted)
		rest = 0
	}
	if going {
		_, going = send(http.MethodPut, with(answer.Header.Get("Location"), "digest", blob.Digest), rest, http.StatusCreated)
	}
	return blob, going
}

// A Quota is what the registry says of one.
type quota struct {
	Name             string
	Limits           struct{ Bytes, Repositories, Tags *int64 }
	Used, Difference struct{ Bytes, Repositories, Tags int64 }
	RecountedAt      time.Time
}

// quotas asks for all of them. No limit is ever exceeded, and no recount finds an account that is wrong.
func (s *stress) quotas(c *Client) map[string]quota {
	answer, err := s.call(c, http.MethodGet, "/api/v1/quotas", nil)
	if unknown(answer, err) {
		return nil
	}
	var page struct{ Items []quota }
	if err := json.Unmarshal(answer.Body, &page); err != nil || len(page.Items) == 0 {
		s.violated("the quotas cannot be listed: %s", explain(answer, err))
	}
	found := map[string]quota{}
	for _, q := range page.Items {
		found[q.Name] = q
		if exceeds(q.Used.Bytes, q.Limits.Bytes) || exceeds(q.Used.Repositories, q.Limits.Repositories) || exceeds(q.Used.Tags, q.Limits.Tags) {
			s.violated("the quota %s is exceeded: %+v", q.Name, q.Used)
		}
		if d := q.Difference; d.Bytes != 0 || d.Repositories != 0 || d.Tags != 0 {
			s.violated("a recount finds that the quota %s is off by %+v", q.Name, d)
		}
	}
	return found
}

func exceeds(used int64, limit *int64) bool {
	return limit != nil && used > *limit
}
