package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// A Registry is one address that answers the distribution API. Thread-safe.
type Registry struct {
	base     *url.URL
	http     *http.Client
	patience time.Duration // beside the time that a body takes
}

// An Answer came whole: what was cut is an error.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte // at most what smallBody allows, of larger ones only the digest is kept
	Digest string // of the whole body
	Size   int64
}

const smallBody = 1 << 20

const (
	// Shorter than a node is paused for, so that clients go on at another one.
	restless = 12 * time.Second
	// Where nothing is broken, a wait is the machine's.
	patient = 2 * time.Minute
)

// NewRegistry keeps connections of its own, as a client of its own would.
func NewRegistry(address string, patience time.Duration) (*Registry, error) {
	base, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableCompression = true
	transport.MaxIdleConnsPerHost = 4
	transport.Proxy = nil
	return &Registry{base: base, http: &http.Client{Transport: transport}, patience: patience}, nil
}

// A Request is sent as it stands; size -1 makes the body chunked.
type Request struct {
	Method string
	Path   string // or a Location
	Header map[string]string
	Body   io.Reader
	Size   int64
}

// Send waits for the whole answer. An error means that nobody knows what happened.
func (r *Registry) Send(q Request) (Answer, error) {
	limit := r.patience + time.Duration(max(q.Size, 0)/(256<<10))*time.Second
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	target, err := r.base.Parse(q.Path)
	if err != nil {
		return Answer{}, err
	}
	request, err := http.NewRequestWithContext(ctx, q.Method, target.String(), q.Body)
	if err != nil {
		return Answer{}, err
	}
	if q.Body != nil {
		request.ContentLength = q.Size
		request.Header.Set("Content-Type", "application/octet-stream")
	}
	for name, value := range q.Header {
		request.Header.Set(name, value)
	}
	response, err := r.http.Do(request)
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close()
	return whole(response)
}

func whole(response *http.Response) (Answer, error) {
	answer := Answer{Status: response.StatusCode, Header: response.Header}
	hash := sha256.New()
	keep := &head{}
	size, err := io.Copy(io.MultiWriter(hash, keep), response.Body)
	answer.Size, answer.Body, answer.Digest = size, keep.bytes, "sha256:"+hex.EncodeToString(hash.Sum(nil))
	return answer, err
}

// A head keeps the first bytes of what is written to it.
type head struct{ bytes []byte }

func (h *head) Write(p []byte) (int, error) {
	h.bytes = append(h.bytes, p[:min(len(p), smallBody-len(h.bytes))]...)
	return len(p), nil
}

// unknown says whether the request may or may not have been carried out.
func unknown(answer Answer, err error) bool {
	return err != nil || answer.Status >= 500 || answer.Status == http.StatusTooManyRequests
}

// explain is for the history.
func explain(answer Answer, err error) string {
	if err != nil {
		return err.Error()
	}
	text := strconv.Itoa(answer.Status)
	if answer.Status >= 400 {
		text += " " + string(answer.Body[:min(len(answer.Body), 300)])
	}
	return text
}

// A backoff waits longer each time, as clients do, and then gives up.
type backoff struct {
	random *rand.Rand
	tries  int
	most   int
}

// again is true at once the first time.
func (b *backoff) again() bool {
	b.tries++
	if b.tries > b.most {
		return false
	}
	if b.tries > 1 {
		longest := min(100*time.Millisecond<<min(b.tries, 10), 3*time.Second)
		time.Sleep(longest/2 + time.Duration(b.random.Int63n(int64(longest/2))))
	}
	return true
}

func digestOf(content []byte) string {
	return fmt.Sprintf("sha256:%x", sha256.Sum256(content))
}
