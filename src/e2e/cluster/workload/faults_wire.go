package main

import (
	"io"
	"net"
	"sync"
	"time"
)

// wireFaults passes bytes between the clients and the proxy, and ends connections without asking.
type wireFaults struct {
	switchboard
	upstream string
	dice     *dice
}

func (f *wireFaults) listen(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			return err
		}
		go f.pass(connection.(*net.TCPConn))
	}
}

func (f *wireFaults) pass(client *net.TCPConn) {
	defer client.Close()
	dialled, err := net.DialTimeout("tcp", f.upstream, 5*time.Second)
	if err != nil {
		return
	}
	server := dialled.(*net.TCPConn)
	defer server.Close()
	var cutting sync.Once
	cut := func() {
		cutting.Do(func() {
			f.felt("cut")
			client.SetLinger(0)
			client.Close()
			server.Close()
		})
	}
	done := make(chan struct{}, 2)
	carry := func(to, from *net.TCPConn) {
		io.Copy(&cuttable{TCPConn: to, faults: f, cut: cut}, from)
		to.CloseWrite()
		done <- struct{}{}
	}
	go carry(server, client)
	go carry(client, server)
	<-done
	<-done
}

// A cuttable connection loses one in thirty writes, and what comes after it, while connections are being cut.
type cuttable struct {
	*net.TCPConn
	faults *wireFaults
	cut    func()
}

func (c *cuttable) Write(p []byte) (int, error) {
	if c.faults.current() == "cut" && c.faults.dice.below(30) == 0 {
		n, _ := c.TCPConn.Write(p[:c.faults.dice.below(len(p)+1)])
		c.cut()
		return n, errCut
	}
	return c.TCPConn.Write(p)
}

// ReadFrom would go around Write.
func (c *cuttable) ReadFrom(from io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{c}, from)
}
