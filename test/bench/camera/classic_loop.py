"""The loop of countless age-and-gender demos, as the peer of Lobby's camera.

For each frame: load the Haar cascade, search the picture at width 400, and run the two networks of Levi and Hassner
on each face. Usage: classic_loop.py CLIP EVERY AGE_PROTOTXT AGE_MODEL GENDER_PROTOTXT GENDER_MODEL
Every EVERYth frame is done; prints one JSON object.
"""
import json
import sys
import time

import cv2

CASCADE = "/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml"
MEANS = (78.4263377603, 87.7689143744, 114.895847746)


def main(clip, every, *networks):
    ages = cv2.dnn.readNetFromCaffe(networks[0], networks[1])
    genders = cv2.dnn.readNetFromCaffe(networks[2], networks[3])
    video = cv2.VideoCapture(clip)
    frames = faces = 0
    begin = time.perf_counter()
    for index in range(sys.maxsize):
        if not video.grab():
            break
        if index % int(every) != 0:
            continue
        frame = video.retrieve()[1]
        cascade = cv2.CascadeClassifier(CASCADE)
        scale = 400 / frame.shape[1]
        small = cv2.resize(frame, None, fx=scale, fy=scale)
        grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
        for x, y, width, height in cascade.detectMultiScale(grey, 1.1, 5, minSize=(30, 30)):
            face = small[y : y + height, x : x + width]
            blob = cv2.dnn.blobFromImage(face, 1, (227, 227), MEANS, swapRB=False)
            for network in (ages, genders):
                network.setInput(blob)
                network.forward()
            faces += 1
        frames += 1
    seconds = time.perf_counter() - begin
    print(json.dumps({"frames": frames, "seconds": seconds, "fps": frames / seconds, "faces": faces}))


main(*sys.argv[1:])
