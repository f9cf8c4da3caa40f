package main

import (
	"fmt"
	"math/rand"
	"net/http"
)

// A Client is one user of the registry: one request at a time, but for the races that it makes on purpose.
type Client struct {
	id       int
	registry *Registry
	random   *rand.Rand
	history  *History
	known    *Known
	made     int

	repositories []string
}

func (c *Client) backoff() *backoff {
	return &backoff{random: c.random, most: 12}
}

// entry begins now.
func (c *Client) entry(kind Kind, repository string) Entry {
	return Entry{Client: c.id, Kind: kind, Repository: repository, Call: c.history.Now()}
}

// end records the entry. Which statuses mean that it was done, and which that it was refused, the caller says.
func (c *Client) end(e Entry, answer Answer, err error, done, refused int) Outcome {
	switch {
	case unknown(answer, err):
		e.Outcome = Unknown
	case answer.Status == done:
		e.Outcome = OK
	case answer.Status == refused:
		e.Outcome = Refused
	default:
		e.Outcome = Unexpected
	}
	if e.Outcome != OK {
		e.Detail = explain(answer, err)
	}
	c.history.Add(e)
	return e.Outcome
}

func (c *Client) unexpected(e Entry, format string, arguments ...any) {
	e.Outcome, e.Detail = Unexpected, fmt.Sprintf(format, arguments...)
	c.history.Add(e)
}

// read is a GET or HEAD of what may be there; it is tried again until it is answered.
func (c *Client) read(e Entry, method, path, accept string) (Answer, bool) {
	for b := c.backoff(); b.again(); {
		e.Call = c.history.Now()
		answer, err := c.registry.Send(Request{Method: method, Path: path, Header: map[string]string{"Accept": accept}})
		if unknown(answer, err) {
			e.Outcome, e.Detail = Unknown, explain(answer, err)
			c.history.Add(e)
			continue
		}
		return answer, c.judge(e, method, answer)
	}
	return Answer{}, false
}

// judge records what a read saw, and whether it is what its digest says.
func (c *Client) judge(e Entry, method string, answer Answer) bool {
	switch answer.Status {
	case http.StatusNotFound:
		e.Outcome = OK
		c.history.Add(e)
		return false
	case http.StatusOK:
		e.Outcome, e.Found = OK, answer.Header.Get("Docker-Content-Digest")
	default:
		c.unexpected(e, "%s", explain(answer, nil))
		return false
	}
	if e.Digest != "" && e.Found != e.Digest || method == http.MethodGet && answer.Digest != e.Found {
		e.Outcome = Corrupt
		e.Detail = fmt.Sprintf("asked for %s, the header says %s, the %d bytes are %s", e.Digest, e.Found, answer.Size, answer.Digest)
	}
	c.history.Add(e)
	return e.Outcome == OK
}

func (c *Client) readBlob(method, repository, digest string) (Answer, bool) {
	e := c.entry(ReadBlob, repository)
	e.Digest = digest
	return c.read(e, method, "/v2/"+repository+"/blobs/"+digest, "*/*")
}

func (c *Client) readManifest(method, repository, digest string) (Answer, bool) {
	e := c.entry(ReadManifest, repository)
	e.Digest = digest
	return c.read(e, method, "/v2/"+repository+"/manifests/"+digest, imageType+", "+indexType)
}

func (c *Client) readTag(method, repository, tag string) (Answer, bool) {
	e := c.entry(ReadTag, repository)
	e.Tag = tag
	return c.read(e, method, "/v2/"+repository+"/manifests/"+tag, imageType+", "+indexType)
}

// pull reads a tag and everything that it stands for.
func (c *Client) pull(repository, tag string) {
	answer, found := c.readTag(http.MethodGet, repository, tag)
	if !found {
		return
	}
	blobs, err := blobsOf(repository, answer.Body)
	if err != nil {
		c.unexpected(c.entry(Session, repository), "%s: %v", tag, err)
		return
	}
	for _, blob := range blobs {
		c.readBlob(http.MethodGet, repository, blob.Digest)
	}
}
