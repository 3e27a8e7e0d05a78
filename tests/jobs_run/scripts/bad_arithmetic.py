import json


def broken():
    return 1 // 0


def main():
    print("before")
    json.loads("[1]", object_hook=lambda each: each)
    broken()


main()
