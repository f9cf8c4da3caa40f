package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"time"
)

// storeFaults passes requests on to S3 as they are, the Host that the signature covers included.
type storeFaults struct {
	switchboard
	upstream string
	dice     *dice
}

var errCut = errors.New("cut on purpose")

func (f *storeFaults) handler() http.Handler {
	transport := &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64, ExpectContinueTimeout: time.Second}
	proxy := &httputil.ReverseProxy{
		Transport: transport,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host = "http", f.upstream
			r.Out.Host = r.In.Host
		},
		ModifyResponse: f.spoil,
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) {
			panic(http.ErrAbortHandler)
		},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { f.serve(proxy, w, r) })
}

// Half of the requests are hit, and half of those after S3 has done what they ask for.
func (f *storeFaults) serve(proxy http.Handler, w http.ResponseWriter, r *http.Request) {
	mode := f.current()
	if mode == "" || f.dice.below(2) == 0 {
		proxy.ServeHTTP(w, r)
		return
	}
	f.felt(mode)
	late := f.dice.below(2) == 0
	switch mode {
	case "500", "503":
		if late {
			proxy.ServeHTTP(&blackhole{header: http.Header{}}, r)
		}
		refuse(w, mode)
	case "slow":
		time.Sleep(time.Duration(500+f.dice.below(4000)) * time.Millisecond)
		proxy.ServeHTTP(w, r)
	case "cut":
		f.cut(proxy, w, r, late)
	}
}

func refuse(w http.ResponseWriter, mode string) {
	status, code := http.StatusInternalServerError, "InternalError"
	if mode == "503" {
		status, code = http.StatusServiceUnavailable, "SlowDown"
	}
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>%s</Code><Message>on purpose</Message></Error>`, code)
}

// cut ends the connection in the middle of the request or, late, in the middle of the answer.
func (f *storeFaults) cut(proxy http.Handler, w http.ResponseWriter, r *http.Request, late bool) {
	if late {
		r = r.WithContext(context.WithValue(r.Context(), spoilt{}, true))
	} else {
		r.Body = &torn{ReadCloser: r.Body, left: int64(f.dice.below(int(min(r.ContentLength+1, 1<<24)) + 1))}
		if r.ContentLength <= 0 {
			panic(http.ErrAbortHandler)
		}
	}
	proxy.ServeHTTP(w, r)
}

// spoilt marks a request whose answer is to be torn.
type spoilt struct{}

func (f *storeFaults) spoil(response *http.Response) error {
	if response.Request.Context().Value(spoilt{}) == nil {
		return nil
	}
	response.Body = &torn{ReadCloser: response.Body, left: int64(f.dice.below(int(max(min(response.ContentLength, 1<<24), 0)) + 1))}
	return nil
}

// torn content ends too early.
type torn struct {
	io.ReadCloser
	left int64
}

func (t *torn) Read(p []byte) (int, error) {
	if t.left <= 0 {
		return 0, errCut
	}
	n, err := t.ReadCloser.Read(p[:min(int64(len(p)), t.left)])
	t.left -= int64(n)
	return n, err
}

// A blackhole takes an answer that nobody is to see.
type blackhole struct{ header http.Header }

func (b *blackhole) Header() http.Header { return b.header }

func (b *blackhole) Write(p []byte) (int, error) { return len(p), nil }

func (b *blackhole) WriteHeader(int) {}
