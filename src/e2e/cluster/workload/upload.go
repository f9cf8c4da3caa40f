package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// A plan says how an upload is cut into requests.
type plan struct {
	patched int64 // so many bytes go by PATCH, the rest with the PUT
	chunk   int64 // the size of a PATCH; 0 for all at once
	stream  bool  // without Content-Length and Content-Range, as Docker does
	races   bool  // some PATCHes are sent twice at the same time
}

func (c *Client) chunks(blob Blob) plan {
	p := plan{patched: blob.Size, chunk: max(2<<10, blob.Size/int64(1+c.random.Intn(6)))}
	if c.random.Intn(2) == 0 {
		p.patched = max(0, blob.Size-p.chunk)
	}
	p.races = c.random.Intn(3) == 0
	return p
}

// A session is an upload as its client knows it.
type session struct {
	client   *Client
	blob     Blob
	plan     plan
	location string
	offset   int64 // acknowledged
	unsure   bool  // a request ended without an answer and may still be running
	closing  bool  // one of them was the PUT
}

// upload is POST, PATCH as planned, PUT. After a request without an answer it asks how far the upload is and goes on
// from there, on whichever node answers next.
func (c *Client) upload(blob Blob, p plan) bool {
	location, started := c.start(blob.Repository)
	if !started {
		return false
	}
	s := &session{client: c, blob: blob, plan: p, location: location}
	for b := c.backoff(); b.again(); {
		before := s.offset
		outcome := s.proceed()
		for outcome == Unknown && b.again() {
			outcome = s.ask()
		}
		if outcome != Refused {
			return outcome == OK
		}
		if s.offset > before {
			b.tries = 0
		}
	}
	return false
}

func (c *Client) start(repository string) (string, bool) {
	for b := c.backoff(); b.again(); {
		e := c.entry(Session, repository)
		answer, err := c.registry.Send(Request{Method: http.MethodPost, Path: "/v2/" + repository + "/blobs/uploads/"})
		switch c.end(e, answer, err, http.StatusAccepted, 0) {
		case OK:
			return answer.Header.Get("Location"), true
		case Unexpected:
			return "", false
		}
	}
	return "", false
}

// proceed sends requests until the upload is finished (OK) or one of them was not answered as it should (Unknown).
func (s *session) proceed() Outcome {
	for s.offset < s.plan.patched {
		if outcome := s.next(); outcome != OK {
			return outcome
		}
	}
	return s.finish()
}

func (s *session) next() Outcome {
	end := s.plan.patched
	if s.plan.chunk > 0 {
		end = min(end, s.offset+s.plan.chunk)
	}
	if s.plan.races && s.client.random.Intn(3) == 0 {
		return s.race(end)
	}
	e := s.client.entry(Session, s.blob.Repository)
	answer, err := s.patch(end)
	return s.patched(e, answer, err, end)
}

func (s *session) patch(end int64) (Answer, error) {
	q := Request{Method: http.MethodPatch, Path: s.location, Body: s.part(end), Size: end - s.offset}
	if s.plan.stream && s.offset == 0 {
		q.Size = -1
	} else {
		q.Header = map[string]string{"Content-Range": fmt.Sprintf("%d-%d", s.offset, end-1)}
	}
	return s.client.registry.Send(q)
}

func (s *session) part(end int64) io.Reader {
	return bytesOf(s.blob.content[s.offset:end])
}

func (s *session) patched(e Entry, answer Answer, err error, end int64) Outcome {
	tolerated := 0
	if s.unsure {
		tolerated = http.StatusRequestedRangeNotSatisfiable
	}
	if !unknown(answer, err) && answer.Status == http.StatusNotFound && s.closing {
		return s.look(e)
	}
	outcome := s.client.end(e, answer, err, http.StatusAccepted, tolerated)
	switch outcome {
	case OK:
		if size := received(answer); size != end {
			s.client.unexpected(e, "202 for a PATCH up to %d says that %d bytes are there", end, size)
			return Unexpected
		}
		s.offset = end
		s.move(answer)
	case Unknown, Refused:
		s.unsure = true
		return Unknown
	}
	return outcome
}

// race sends the same bytes twice. Both may fail, both may not win.
func (s *session) race(end int64) Outcome {
	type result struct {
		entry  Entry
		answer Answer
		err    error
	}
	results := make(chan result, 2)
	for range 2 {
		go func() {
			e := s.client.entry(Session, s.blob.Repository)
			answer, err := s.patch(end)
			results <- result{e, answer, err}
		}()
	}
	won := 0
	for range 2 {
		r := <-results
		if s.client.end(r.entry, r.answer, r.err, http.StatusAccepted, http.StatusRequestedRangeNotSatisfiable) == OK {
			won++
		}
	}
	s.unsure = true
	if won == 2 {
		s.client.unexpected(s.client.entry(Session, s.blob.Repository), "two PATCHes of the bytes %d-%d both won", s.offset, end-1)
		return Unexpected
	}
	return Unknown
}

func (s *session) finish() Outcome {
	e := s.client.blobEntry(s.blob)
	q := Request{Method: http.MethodPut, Path: with(s.location, "digest", s.blob.Digest)}
	if rest := s.blob.Size - s.offset; rest > 0 {
		q.Body, q.Size = s.part(s.blob.Size), rest
		q.Header = map[string]string{"Content-Range": fmt.Sprintf("%d-%d", s.offset, s.blob.Size-1)}
	}
	answer, err := s.client.registry.Send(q)
	if !unknown(answer, err) {
		if answer.Status == http.StatusNotFound && s.closing {
			return s.look(e)
		}
		if answer.Status == http.StatusRequestedRangeNotSatisfiable && s.unsure {
			s.client.end(s.client.entry(Session, s.blob.Repository), answer, err, http.StatusCreated, answer.Status)
			return Unknown
		}
	}
	outcome := s.client.end(e, answer, err, http.StatusCreated, 0)
	if outcome == Unknown {
		s.unsure, s.closing = true, true
	}
	return outcome
}

// look is for an upload that is gone after a PUT without an answer: then the blob must be there, unless others delete it.
func (s *session) look(e Entry) Outcome {
	answer, found := s.client.readBlob(http.MethodHead, s.blob.Repository, s.blob.Digest)
	if found || s.blob.loose {
		return OK
	}
	if answer.Status != http.StatusNotFound {
		return Unknown
	}
	e.Kind = Session
	s.client.unexpected(e, "the upload %s is gone and its blob is not there", s.location)
	return Unexpected
}

// ask finds out how far the upload is: Refused if it can go on from there, OK if it turns out to be finished.
func (s *session) ask() Outcome {
	e := s.client.entry(Session, s.blob.Repository)
	answer, err := s.client.registry.Send(Request{Method: http.MethodGet, Path: s.location})
	if !unknown(answer, err) && answer.Status == http.StatusNotFound && s.closing {
		return s.look(e)
	}
	outcome := s.client.end(e, answer, err, http.StatusNoContent, 0)
	if outcome != OK {
		return outcome
	}
	size := received(answer)
	if size < s.offset || size > s.blob.Size {
		s.client.unexpected(e, "%d bytes were acknowledged, and now %d are there", s.offset, size)
		return Unexpected
	}
	s.offset = size
	s.move(answer)
	return Refused
}

func (s *session) move(answer Answer) {
	if location := answer.Header.Get("Location"); location != "" {
		s.location = location
	}
}

// received reads "0-<last>". No PATCH here is of one byte, so 0-0 is none.
func received(answer Answer) int64 {
	_, last, _ := strings.Cut(answer.Header.Get("Range"), "-")
	size, err := strconv.ParseInt(last, 10, 64)
	if err != nil {
		return -1
	}
	if size == 0 {
		return 0
	}
	return size + 1
}

func with(location, name, value string) string {
	u, err := url.Parse(location)
	if err != nil {
		return location
	}
	query := u.Query()
	query.Set(name, value)
	u.RawQuery = query.Encode()
	return u.String()
}
