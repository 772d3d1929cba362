// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause

// The works of the benchmarks in Go. Arguments: WORK WORKERS SIZE WARMUPS ITERATIONS MILLIS.
// Prints a line for each measured iteration: the value, and CPU nanoseconds per operation.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	batch    = 10000
	children = 10
	// last follows the last element of a sender; it counts nothing.
	last = 0
)

func main() {
	if len(os.Args) != 7 {
		fail("arguments: WORK WORKERS SIZE WARMUPS ITERATIONS MILLIS")
	}
	work := os.Args[1]
	workers, size := number(2), number(3)
	warmUps, iterations, millis := number(4), number(5), number(6)
	runtime.GOMAXPROCS(workers)

	var body func()
	switch work {
	case "switch":
		body = func() { switches(workers, size) }
	case "spawn":
		body = func() { spawn(size) }
	case "skynet":
		body = func() { skynet(size) }
	case "rendezvous":
		body = func() { stream(make(chan int), 1, size) }
	case "buffered-16":
		body = func() { stream(make(chan int, 16), 1, size) }
	case "buffered-1024":
		body = func() { stream(make(chan int, 1024), 1, size) }
	case "mpmc-4x4":
		body = func() { stream(make(chan int, 64), 4, size) }
	case "pingpong":
		body = func() { pingPong(make(chan int), make(chan int), size) }
	case "select-2":
		body = func() { selectTwo(make(chan int), make(chan int), size) }
	case "parked-bytes":
		parkedBytes(size)
		return
	default:
		fail("there is no work '" + work + "'")
	}
	for i := 0; i < warmUps+iterations; i++ {
		wall, cpu := iteration(body, size, time.Duration(millis)*time.Millisecond)
		if i >= warmUps {
			fmt.Printf("%.3f %.3f\n", wall, cpu)
		}
	}
}

// iteration repeats the body for a while; wall and CPU nanoseconds per operation.
func iteration(body func(), size int, length time.Duration) (float64, float64) {
	operations := 0
	cpu := cpuNanos()
	start := time.Now()
	for time.Since(start) < length {
		body()
		operations += size
	}
	wall := time.Since(start).Nanoseconds()
	cpu = cpuNanos() - cpu
	return float64(wall) / float64(operations), float64(cpu) / float64(operations)
}

// switches: two goroutines for each processor give way to each other.
func switches(workers, count int) {
	goroutines := 2 * workers
	each := count / goroutines
	var group sync.WaitGroup
	group.Add(goroutines)
	for i := 0; i < goroutines; i++ {
		go func() {
			for k := 0; k < each; k++ {
				runtime.Gosched()
			}
			group.Done()
		}()
	}
	group.Wait()
}

func spawn(count int) {
	for done := 0; done < count; done += batch {
		var group sync.WaitGroup
		group.Add(batch)
		for i := 0; i < batch; i++ {
			go group.Done()
		}
		group.Wait()
	}
}

func skynet(leaves int) {
	result := make(chan int64)
	go tree(result, 0, leaves)
	expect(int64(leaves)*int64(leaves-1)/2, <-result)
}

func tree(result chan int64, first int64, leaves int) {
	if leaves == 1 {
		result <- first
		return
	}
	share := leaves / children
	results := make(chan int64)
	for i := 0; i < children; i++ {
		go tree(results, first+int64(i*share), share)
	}
	var sum int64
	for i := 0; i < children; i++ {
		sum += <-results
	}
	result <- sum
}

// stream has as many senders as receivers; each sender ends one of the receivers.
func stream(channel chan int, pairs, count int) {
	sums := make(chan int64, pairs)
	for i := 0; i < pairs; i++ {
		go send(channel, count/pairs)
		go func() { sums <- receive(channel) }()
	}
	var sum int64
	for i := 0; i < pairs; i++ {
		sum += <-sums
	}
	expect(int64(pairs)*numbers(count/pairs), sum)
}

func send(channel chan int, count int) {
	for i := 0; i < count; i++ {
		channel <- element(i)
	}
	channel <- last
}

func receive(channel chan int) int64 {
	var sum int64
	for {
		element := <-channel
		if element == last {
			return sum
		}
		sum += int64(element)
	}
}

func pingPong(there, back chan int, count int) {
	ended := make(chan bool)
	go func() {
		for {
			element := <-there
			if element == last {
				ended <- true
				return
			}
			back <- element
		}
	}()
	sums := make(chan int64)
	go func() {
		var sum int64
		for i := 0; i < count; i++ {
			there <- element(i)
			sum += int64(<-back)
		}
		there <- last
		sums <- sum
	}()
	sum := <-sums
	<-ended
	expect(numbers(count), sum)
}

func selectTwo(first, second chan int, count int) {
	go send(first, count/2)
	go send(second, count/2)
	sums := make(chan int64)
	go func() {
		var sum int64
		for ended := 0; ended < 2; {
			var element int
			select {
			case element = <-first:
			case element = <-second:
			}
			if element == last {
				ended++
			}
			sum += int64(element)
		}
		sums <- sum
	}()
	expect(2*numbers(count/2), <-sums)
}

// element is what is sent as the index-th; all are positive.
func element(index int) int {
	return index&1023 + 1
}

// numbers is the sum of the first elements.
func numbers(count int) int64 {
	var sum int64
	for i := 0; i < count; i++ {
		sum += int64(element(i))
	}
	return sum
}

func expect(expected, sum int64) {
	if sum != expected {
		fail(fmt.Sprintf("the sum of what arrived is %d and not %d; something was lost or came twice", sum, expected))
	}
}

func parkedBytes(count int) {
	park(100000)
	bytes := resident()
	cpu := cpuNanos()
	park(count)
	cpu = cpuNanos() - cpu
	bytes = resident() - bytes
	fmt.Printf("%.3f %.3f\n", float64(bytes)/float64(count), float64(cpu)/float64(count))
}

func park(count int) {
	begun := int64(0)
	for i := 0; i < count; i++ {
		go func() {
			atomic.AddInt64(&begun, 1)
			select {}
		}()
	}
	for atomic.LoadInt64(&begun) < int64(count) {
		runtime.Gosched()
	}
}

func resident() int64 {
	runtime.GC()
	debug.FreeOSMemory()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		fail(err.Error())
	}
	pages, err := strconv.ParseInt(strings.Fields(string(text))[1], 10, 64)
	if err != nil {
		fail(err.Error())
	}
	return pages * int64(os.Getpagesize())
}

func cpuNanos() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		fail(err.Error())
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func number(index int) int {
	n, err := strconv.Atoi(os.Args[index])
	if err != nil {
		fail(err.Error())
	}
	return n
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, "works: "+message)
	os.Exit(1)
}
